package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.PushState;
import io.av4j.push.status.RenditionSnapshot;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.RtmpPhase;
import io.av4j.testing.RtmpScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands to a running push, to one that ends and to one that has ended. */
@Timeout(30)
class ChangesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path folder;

  private Destination record() {
    return Destination.of("record", folder.resolve("record.mkv").toString());
  }

  private LivePush start(String name, PushSource source) {
    return LivePush.start(
        PushPlan.of(source).name(name).rendition("r", Drawings.quick(), record()).build());
  }

  /** A push that has played to its end. */
  private LivePush over(String name) {
    LivePush push = start(name, Drawings.frames(5));
    assertThat(push.awaitEnd(PATIENCE)).isTrue();
    assertThat(push.state()).isEqualTo(PushState.STOPPED);
    return push;
  }

  private static RenditionSnapshot rendition(LivePush push) {
    return push.snapshot().renditions().get(0);
  }

  @Test
  void aBitRateThatIsNotPositiveIsRefusedAndHarmsNothing() {
    try (LivePush push = start("zero", Drawings.endless())) {
      assertThat(push.awaitLive(PATIENCE)).isTrue();
      assertThatThrownBy(() -> push.changeBitRate("r", 0))
          .isInstanceOf(IllegalArgumentException.class);
      long before = push.snapshot().destination("record").frames();
      Await.until(
          () ->
              push.snapshot().destination("record").frames() > before + 20
                  || push.snapshot().destination("record").state().isOver(),
          () -> push.snapshot().toString());
      assertThat(rendition(push).failed()).isFalse();
      assertThat(rendition(push).targetBitsPerSecond()).hasValue(100_000);
      assertThat(push.snapshot().destination("record").state()).isEqualTo(DestinationState.LIVE);
      assertThat(push.state()).isEqualTo(PushState.RUNNING);
    }
  }

  @Test
  void anotherEncodingAfterTheEndIsRefusedAndOpensNothing() {
    try (LivePush push = over("late-encoding")) {
      assertThatThrownBy(() -> push.changeEncoding("r", Drawings.quick()))
          .isInstanceOf(IllegalStateException.class);
      // Its own threads may still be on their way out.
      Await.until(
          () -> PushThreads.alive("av4j-late-encoding") == 0,
          () -> PushThreads.alive("av4j-late-encoding") + " threads");
    }
  }

  @Test
  void anotherBitRateAfterTheEndIsRefused() {
    try (LivePush push = over("late-rate")) {
      assertThatThrownBy(() -> push.changeBitRate("r", 50_000))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aSwitchAfterTheEndIsRefused() {
    try (LivePush push = over("late-switch")) {
      assertThatThrownBy(() -> push.switchTo(Drawings.endless()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(push.snapshot().sourcesOpened()).isEqualTo(1);
    }
  }

  /** While it ends, a switch is played or refused; it is not taken and forgotten. */
  @Test
  void aSwitchDuringTheEndIsPlayedOrRefused() throws Exception {
    AtomicBoolean drawn = new AtomicBoolean();
    PushSource other =
        new PushSource.Drawn(
            Drawings.TINY,
            (frame, index) -> {
              drawn.set(true);
              return false;
            });
    // A server that does not answer makes the end take a second.
    try (FakeRtmpServer mute = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.CONNECT));
        LivePush push =
            LivePush.start(
                PushPlan.of(Drawings.frames(5))
                    .name("ending")
                    .rendition(
                        "r", Drawings.quick(), record(), Destination.of("mute", mute.url("a")))
                    .build())) {
      Await.until(() -> push.state() == PushState.STOPPING, () -> "not ending: " + push.snapshot());
      boolean refused = false;
      try {
        push.switchTo(other);
      } catch (IllegalStateException e) {
        refused = true;
      }
      assertThat(push.awaitEnd(PATIENCE)).isTrue();
      assertThat(drawn.get() != refused).as("played %s, refused %s", drawn.get(), refused).isTrue();
    }
  }

  /** Two threads of users: one changes the encoder, the other the bit rate, all the time. */
  @Test
  void theSnapshotNamesTheEncoderThatRunsWhoeverElseChangesTheBitRate() throws Exception {
    VideoEncoding x264 = Drawings.quick();
    VideoEncoding mpeg4 = VideoEncoding.of("mpeg4", 64, 48, 100_000);
    AtomicBoolean over = new AtomicBoolean();
    int wrong = 0;
    int changes = 40;
    try (LivePush push = start("two-users", Drawings.endless())) {
      assertThat(push.awaitLive(PATIENCE)).isTrue();
      Thread other =
          new Thread(
              () -> {
                for (long rate = 100_000; !over.get(); rate++) {
                  try {
                    push.changeBitRate("r", rate);
                  } catch (RuntimeException e) {
                    // Not every encoder can, and this one may just be going.
                  }
                }
              },
              "other-user");
      other.start();
      try {
        for (int i = 0; i < changes; i++) {
          VideoEncoding next = i % 2 == 0 ? mpeg4 : x264;
          push.changeEncoding("r", next);
          // Whatever the other one did before: what runs now is this.
          wrong += next.encoder().equals(rendition(push).encoder()) ? 0 : 1;
        }
      } finally {
        over.set(true);
        other.join(PATIENCE.toMillis());
      }
      assertThat(wrong).as("wrong names in %d changes", changes).isZero();
      assertThat(rendition(push).encoder()).isEqualTo("libx264");
    }
  }
}
