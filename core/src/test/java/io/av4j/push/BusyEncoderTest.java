package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushState;
import io.av4j.push.status.RenditionSnapshot;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.TestMedia;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An encoder that has its hands full, and what happens elsewhere meanwhile. */
@Timeout(60)
class BusyEncoderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @TempDir Path folder;

  private final List<PushEvent> events = new CopyOnWriteArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  private static RenditionSnapshot rendition(LivePush push) {
    return push.snapshot().renditions().get(0);
  }

  /** The encoder's inlet is full, and what fills it is ended because its source breaks. */
  @Tag("soak")
  @Test
  @Timeout(180)
  void aSourceThatBreaksHarmsNoRendition() throws Exception {
    int breaks = Soak.times(2, 20);
    Destination record = Destination.of("r", folder.resolve("r.mkv").toString());
    try (BreakingServer source = BreakingServer.of(TestMedia.clip("flash_baseline.flv"));
        LivePush push =
            LivePush.start(
                PushPlan.of(source.url())
                    .name("breaks")
                    .rendition("r", Drawings.slow(), record)
                    .build(),
                events::add)) {
      for (int i = 1; i <= breaks; i++) {
        int opened = i;
        long before = rendition(push).framesEncoded();
        // One is being encoded and three wait: the next has to wait for room.
        Await.until(
            PATIENCE,
            () ->
                push.snapshot().sourcesOpened() == opened
                    && rendition(push).framesEncoded() >= before + 4,
            () -> push.snapshot().toString());
        source.breakOff();
        Await.until(
            PATIENCE,
            () -> push.snapshot().sourceFaults() == opened || push.state().isOver(),
            () -> push.snapshot().toString());
        assertThat(rendition(push).failed()).as("failed: %s", events).isFalse();
        assertThat(push.state().isOver()).isFalse();
      }
      long before = rendition(push).framesEncoded();
      Await.until(
          PATIENCE,
          () -> rendition(push).framesEncoded() > before + 1,
          () -> push.snapshot().toString());
      System.out.printf("%d breaks under back-pressure, no rendition lost%n", breaks);
    }
  }

  /** The source is silent, a filler finds no room in front of the encoder, and the push ends. */
  @Test
  void anEndWhileFillersFindNoRoomHarmsNoRendition() throws Exception {
    CountDownLatch silent = new CountDownLatch(1);
    PushSource source =
        new PushSource.Drawn(
            Drawings.TINY,
            (frame, index) -> {
              if (index < 4) {
                return Drawings.noise(frame, index);
              }
              awaitQuietly(silent);
              return false;
            });
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push =
            LivePush.start(
                PushPlan.of(source)
                    .name("filler")
                    .timing(Timings.silence(Duration.ofMillis(200)))
                    .rendition("r", Drawings.slow(), Destination.of("a", server.url("a")))
                    .build(),
                events::add)) {
      // Ten fillers come in the second that the encoder takes for a frame.
      Await.until(
          PATIENCE,
          () -> push.snapshot().fillers() >= 1 && rendition(push).framesDropped() >= 1,
          () -> push.snapshot().toString());
      silent.countDown();
      Await.until(PATIENCE, () -> push.state().isOver(), () -> push.snapshot().toString());
      assertThat(rendition(push).failed()).as("failed: %s", events).isFalse();
      assertThat(push.state()).isEqualTo(PushState.STOPPED);
      assertThat(push.snapshot().destination("a").lastFault()).isNull();
      assertThat(server.sessions().get(0).awaitEnd().commands()).contains("deleteStream");
    }
    assertThat(events).allMatch(event -> event.fault() == null);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
