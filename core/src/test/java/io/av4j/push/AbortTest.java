package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.FFmpeg;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.PushUrl;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.PushState;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.LoopbackPort;
import io.av4j.testing.RtmpPhase;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.SilentServer;
import io.av4j.testing.TestMedia;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An abort is quick, whatever the push is waiting for. */
@Timeout(30)
class AbortTest {
  // Its promise is 300 ms; the rest is for machines that are busy otherwise.
  private static final long MOST_MILLIS = Soak.ON ? 300 : 2000;

  @TempDir Path folder;

  /** So that no abort has to wait for that. */
  @BeforeAll
  static void loadFFmpeg() {
    FFmpeg.require();
  }

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  private Destination record() {
    return Destination.of("record", folder.resolve("record.mkv").toString());
  }

  private static LivePush start(PushPlan.Builder plan, Destination... destinations) {
    return LivePush.start(
        plan.name("abort").rendition("r", Drawings.quick(), destinations).build());
  }

  private static void requireQuick(LivePush push) {
    long start = System.nanoTime();
    push.abort();
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertThat(push.state()).as("after %d ms", took).isEqualTo(PushState.STOPPED);
    assertThat(took).isLessThan(MOST_MILLIS);
  }

  @Test
  void beforeAnythingHasBegun() {
    for (int i = 0; i < 20; i++) {
      try (LivePush push = start(PushPlan.of(Drawings.endless()), record())) {
        requireQuick(push);
      }
    }
  }

  @Test
  void whileMediaFlows() {
    try (LivePush push = start(PushPlan.of(Drawings.endless()), record())) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      requireQuick(push);
    }
  }

  @Test
  void whileASourceDoesNotAnswer() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 10, LoopbackPort.ADDRESS);
        LivePush push =
            start(PushPlan.of("http://127.0.0.1:" + mute.getLocalPort() + "/a.flv"), record())) {
      mute.setSoTimeout(10_000);
      try (Socket waiting = mute.accept()) {
        assertThat(waiting.getInputStream().read()).isEqualTo('G');
        requireQuick(push);
      }
    }
  }

  @Test
  void whileASourceIsSilent() throws Exception {
    byte[] clip = Files.readAllBytes(TestMedia.clip("flash_baseline.flv"));
    try (SilentServer source = SilentServer.http(Arrays.copyOf(clip, clip.length / 2));
        LivePush push =
            start(
                PushPlan.of("http://127.0.0.1:" + source.port() + "/live.flv")
                    .timing(Timings.reading(Duration.ofSeconds(20), Duration.ofMillis(300))),
                record())) {
      Await.until(() -> push.snapshot().fillers() > 0, () -> push.snapshot().toString());
      requireQuick(push);
    }
  }

  @Test
  void whileASourceIsNotThereAndIsTriedAgain() {
    try (LivePush push = start(PushPlan.of("rtmp://127.0.0.1:1/app/live"), record())) {
      Await.until(() -> push.snapshot().sourceFaults() > 0, () -> push.snapshot().toString());
      requireQuick(push);
    }
  }

  @Test
  void whileAServerDoesNotAnswer() throws Exception {
    try (FakeRtmpServer mute = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.CONNECT));
        LivePush push =
            start(PushPlan.of(Drawings.endless()), Destination.of("mute", mute.url("a")))) {
      mute.awaitSession(0);
      requireQuick(push);
    }
  }

  @Test
  void whileAServiceOfTokensDoesNotAnswer() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    PushUrl url =
        PushUrl.asked(
            () -> {
              asked.incrementAndGet();
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return "rtmp://127.0.0.1:1/app/a";
            });
    try (LivePush push = start(PushPlan.of(Drawings.endless()), Destination.of("a", url))) {
      Await.until(() -> asked.get() > 0, () -> push.snapshot().toString());
      requireQuick(push);
      assertThat(push.snapshot().destination("a").state()).isEqualTo(DestinationState.STOPPED);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void whileADrawingWaits() {
    CountDownLatch drawing = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    PushSource waiting =
        new PushSource.Drawn(
            Drawings.TINY,
            (frame, index) -> {
              drawing.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return false;
            });
    try (LivePush push = start(PushPlan.of(waiting), record())) {
      Await.until(() -> drawing.getCount() == 0, () -> push.snapshot().toString());
      requireQuick(push);
    }
  }

  /** While another thread stops it, which waits for what a server does not take. */
  @Test
  void whileAStopWaits() throws Exception {
    try (FakeRtmpServer mute = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.CONNECT));
        LivePush push =
            start(PushPlan.of(Drawings.endless()), Destination.of("mute", mute.url("a")))) {
      mute.awaitSession(0);
      Thread stopping = new Thread(push::stop, "stopping");
      stopping.start();
      Await.until(() -> push.state() == PushState.STOPPING, () -> push.snapshot().toString());
      requireQuick(push);
      stopping.join(TimeUnit.SECONDS.toMillis(1));
      assertThat(stopping.isAlive()).isFalse();
    }
  }
}
