package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.status.PushState;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.LoopbackPort;
import io.av4j.testing.MediaMessage;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.RtmpSession;
import io.av4j.testing.TestMedia;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The picture that stands in for a source. */
@Timeout(30)
class SlateTest {
  private static final int PATIENCE_MILLIS = 10_000;

  @Test
  void isShownWhileNoSourceHasOpenedYet() throws Exception {
    int dead = LoopbackPort.free();
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push =
            LivePush.start(
                PushPlan.of("http://127.0.0.1:" + dead + "/live.flv")
                    .name("slate")
                    .slate(TestMedia.clip("video_only_360p.mp4"))
                    .rendition("r", Drawings.quick(), Destination.of("a", server.url("a")))
                    .build())) {
      RtmpSession session = server.awaitSession(0);
      // So that it is the slate's doing that nothing comes, if nothing does.
      Await.until(() -> push.snapshot().sourceFaults() > 0, () -> push.snapshot().toString());
      assertThat(push.awaitLive(Duration.ofSeconds(5))).as("live: %s", push.snapshot()).isTrue();
      Await.until(
          () -> session.media().stream().filter(SlateTest::isPicture).count() > 10,
          () -> session + " " + push.snapshot());
      // Silence beside it, without which a muxer or a player holds the pictures back.
      Await.until(
          () -> session.media().stream().filter(SlateTest::isAudio).count() > 10,
          () -> session + " " + push.snapshot());
      assertThat(push.state()).isEqualTo(PushState.STALLED);
      assertThat(push.snapshot().fillers()).isPositive();
      assertThat(push.snapshot().sourcesOpened()).isZero();
      push.stop();
      assertThat(session.awaitEnd().commands()).contains("deleteStream");
    }
  }

  private static boolean isPicture(MediaMessage message) {
    return message.kind() == MediaMessage.Kind.VIDEO
        && (message.role() == MediaMessage.Role.KEY_FRAME
            || message.role() == MediaMessage.Role.FRAME);
  }

  private static boolean isAudio(MediaMessage message) {
    return message.kind() == MediaMessage.Kind.AUDIO && message.role() == MediaMessage.Role.FRAME;
  }

  @Test
  void aSlateThatDoesNotComeDoesNotHoldUpAnAbort() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 10, LoopbackPort.ADDRESS)) {
      mute.setSoTimeout(PATIENCE_MILLIS);
      try (LivePush push =
          LivePush.start(
              PushPlan.of(Drawings.endless())
                  .name("slate-abort")
                  .slate(PushSource.of("http://127.0.0.1:" + mute.getLocalPort() + "/slate.png"))
                  .rendition("r", Drawings.quick(), Destination.of("a", "rtmp://127.0.0.1:1/app/a"))
                  .build())) {
        // It has called, and waits for the answer.
        try (Socket waiting = mute.accept()) {
          assertThat(waiting.getInputStream().read()).isEqualTo('G');
          long start = System.nanoTime();
          push.abort();
          long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
          assertThat(push.state()).as("after %d ms", took).isEqualTo(PushState.STOPPED);
          assertThat(took).isLessThan(2000);
        }
      }
    }
  }
}
