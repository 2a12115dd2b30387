package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.PushState;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.FaultProxy;
import io.av4j.testing.MediaMessage;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.RtmpSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the end of a push owes to each of its destinations, and by when. */
@Timeout(60)
class StopBoundTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int SLOW_RENDITIONS = 4;
  private static final int FRAMES = 4;

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  /** They have more to encode than there is time; all of them together get that time once. */
  @Test
  void slowEncodersDoNotCostAnotherDestinationItsTrailer() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    PushSource source =
        new PushSource.Drawn(
            Drawings.TINY,
            (frame, index) -> {
              if (index < FRAMES) {
                return Drawings.noise(frame, index);
              }
              awaitQuietly(over);
              return false;
            });
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        FakeRtmpServer slow = FakeRtmpServer.start(RtmpScript.take())) {
      PushPlan.Builder plan =
          PushPlan.of(source).name("drain").timing(Timings.silence(Duration.ofSeconds(30)));
      for (int i = 0; i < SLOW_RENDITIONS; i++) {
        String name = "slow" + i;
        plan.rendition(name, Drawings.slow(), Destination.of(name, slow.url(name)));
      }
      plan.rendition("quick", Drawings.quick(), Destination.of("quick", server.url("quick")));
      try (LivePush push = LivePush.start(plan.build())) {
        RtmpSession session = server.awaitSession(0);
        Await.until(
            PATIENCE,
            () -> push.snapshot().destination("quick").frames() == FRAMES,
            () -> push.snapshot().toString());
        over.countDown();
        long start = System.nanoTime();
        push.stop();
        double took = (System.nanoTime() - start) / 1e9;
        assertThat(session.awaitEnd().commands())
            .as("after %.1f s", took)
            .contains("FCUnpublish", "deleteStream");
        // The bound is five seconds; one frame more may have to be finished.
        assertThat(took).isLessThan(10);
        assertThat(push.state()).isEqualTo(PushState.STOPPED);
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A link that opens around the time when the push no longer waits for it: either nothing is sent
   * through it, or all that there is, to the end.
   */
  @Test
  void aConnectionMadeInTheLastMomentIsNotCut() throws Exception {
    int pushes = 8;
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    List<FaultProxy> links = new ArrayList<>();
    List<LivePush> all = new ArrayList<>();
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take())) {
      List<ScheduledFuture<?>> openings = new ArrayList<>();
      for (int i = 0; i < pushes; i++) {
        FaultProxy link = FaultProxy.to(server.port());
        links.add(link);
        link.stopReading();
        all.add(LivePush.start(lastMoment("last" + i, link)));
      }
      for (int i = 0; i < pushes; i++) {
        LivePush push = all.get(i);
        FaultProxy link = links.get(i);
        Await.until(() -> push.state() == PushState.STOPPING, () -> push.snapshot().toString());
        // It is given a second; opening takes some milliseconds.
        openings.add(timer.schedule(link::clear, 965 + 5L * i, TimeUnit.MILLISECONDS));
      }
      for (ScheduledFuture<?> opening : openings) {
        opening.get(10, TimeUnit.SECONDS);
      }
      for (LivePush push : all) {
        requireWhole(push, server);
      }
    } finally {
      timer.shutdownNow();
      all.forEach(LivePush::abort);
      for (FaultProxy link : links) {
        link.close();
      }
    }
  }

  private PushPlan lastMoment(String name, FaultProxy link) {
    return PushPlan.of(Drawings.frames(25))
        .name(name)
        .rendition(
            "r",
            Drawings.quick(),
            Destination.of("there", folder.resolve(name + ".mkv").toString()),
            Destination.of("late", link.url("app/" + name)))
        .build();
  }

  private static void requireWhole(LivePush push, FakeRtmpServer server) {
    assertThat(push.awaitEnd(PATIENCE)).isTrue();
    DestinationSnapshot late = push.snapshot().destination("late");
    assertThat(late.state()).as("%s", late).isEqualTo(DestinationState.STOPPED);
    for (RtmpSession session : server.sessions()) {
      // The codecs' headers are part of connecting, and nothing that anybody could see.
      boolean sent =
          session.media().stream().anyMatch(one -> one.role() != MediaMessage.Role.HEADER);
      if (session.streamName().equals(push.snapshot().name()) && sent) {
        assertThat(session.awaitEnd().commands())
            .as("%s after %s", late, session.media())
            .contains("deleteStream");
      }
    }
  }
}
