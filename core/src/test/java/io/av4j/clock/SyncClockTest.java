package io.av4j.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.av4j.clock.SyncAction.Compensate;
import io.av4j.clock.SyncAction.Drop;
import io.av4j.clock.SyncAction.Duplicate;
import io.av4j.clock.SyncAction.Emit;
import io.av4j.clock.SyncAction.Gap;
import io.av4j.clock.SyncAction.Reanchor;
import io.av4j.clock.SyncAction.Silence;
import io.av4j.clock.SyncAction.Trim;
import io.av4j.clock.SyncAction.Wait;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyncClockTest {
  private static final double FRAME = 0.04;

  private final VirtualClock time = new VirtualClock();
  private SyncClock clock = SyncClock.of(time, SyncOptions.PLAYER);

  private SyncAction.Video ask(double pts, Importance importance) {
    return clock.video(Timestamp.ofSeconds(pts), Timestamp.ofSeconds(FRAME), importance);
  }

  private SyncAction.Video ask(double pts) {
    return ask(pts, Importance.DROPPABLE);
  }

  private void hear(double seconds) {
    clock.audioHeard(Timestamp.ofSeconds(seconds), clock.epoch());
  }

  private double now() {
    Timestamp now = clock.now();
    return now == null ? Double.NaN : now.toSeconds();
  }

  @Test
  void picturesWaitForTheSound() {
    hear(10);
    assertThat(ask(10.03)).isEqualTo(new Wait(Duration.ofMillis(30)));
    assertThat(ask(12)).isEqualTo(new Wait(Duration.ofMillis(100)));
    time.pass(0.03);
    assertThat(ask(10.03)).isEqualTo(new Emit());
    assertThat(clock.statistics().skew().last()).isZero();
    assertThat(clock.statistics().master()).isEqualTo(Master.AUDIO);
  }

  @Test
  void latePicturesAreDroppedWhereALaterOneIsThere() {
    hear(10);
    assertThat(ask(9)).as("the first is shown").isEqualTo(new Emit());
    assertThat(ask(9.96)).isEqualTo(new Emit());
    assertThat(ask(9.959)).isEqualTo(new Drop());
    assertThat(ask(9.9, Importance.NEWEST)).isEqualTo(new Emit());
    assertThat(ask(9.5, Importance.NEEDED)).isEqualTo(new Emit());
    SyncStatistics statistics = clock.statistics();
    assertThat(statistics.late()).isEqualTo(4);
    assertThat(statistics.dropped()).isEqualTo(1);
    assertThat(statistics.shown()).isEqualTo(4);
    assertThat(statistics.skew().last()).isEqualTo(Duration.ofMillis(-500));
  }

  @Test
  void theThresholdIsAFrameWithinBounds() {
    hear(10);
    ask(10);
    Timestamp pts = Timestamp.ofSeconds(9.93);
    for (double length : new double[] {0, 0.02, 0.06}) {
      assertThat(clock.video(pts, Timestamp.ofSeconds(length), Importance.DROPPABLE))
          .isEqualTo(new Drop());
    }
    assertThat(clock.video(pts, Timestamp.ofSeconds(0.08), Importance.DROPPABLE))
        .isEqualTo(new Emit());
    Timestamp later = Timestamp.ofSeconds(9.89);
    assertThat(clock.video(later, Timestamp.ofSeconds(5), Importance.DROPPABLE))
        .isEqualTo(new Drop());
  }

  @Test
  void withoutSoundTheWallClockGoesOnFromItsTime() {
    hear(10);
    ask(10);
    time.pass(0.9);
    hear(11);
    time.pass(1);
    ask(12);
    assertThat(clock.statistics().master()).isEqualTo(Master.AUDIO);
    time.pass(0.5);
    assertThat(ask(12.5)).isEqualTo(new Emit());
    assertThat(clock.statistics().master()).isEqualTo(Master.WALL);
    assertThat(now()).isCloseTo(12.5, within(1e-5));
    time.pass(3);
    assertThat(now()).isCloseTo(15.5, within(1e-5));
    hear(15.4);
    assertThat(now()).isCloseTo(15.4, within(1e-5));
    assertThat(clock.statistics().fallBacks()).isEqualTo(1);
  }

  @Test
  void picturesCanBeTheMaster() {
    clock = SyncClock.of(time, SyncOptions.FILE.withMaster(Master.VIDEO));
    assertThat(ask(5)).isEqualTo(new Emit());
    time.pass(0.03);
    assertThat(ask(5.04)).isEqualTo(new Wait(Duration.ofMillis(10)));
    time.pass(0.02);
    assertThat(ask(5.04)).isEqualTo(new Emit());
    assertThat(now()).isCloseTo(5.04, within(1e-5));
    assertThat(clock.statistics().master()).isEqualTo(Master.VIDEO);
  }

  @Test
  void filesFollowTheWallClockAndLiveSourcesTheSound() {
    assertThat(SyncOptions.FILE.decidedMaster()).isEqualTo(Master.WALL);
    assertThat(SyncOptions.LIVE.decidedMaster()).isEqualTo(Master.AUDIO);
    assertThat(SyncOptions.LIVE.withMaster(Master.VIDEO).decidedMaster()).isEqualTo(Master.VIDEO);
  }

  @Test
  void aShortPauseIsCaughtUpWithGently() {
    clock = SyncClock.of(time, SyncOptions.FILE);
    ask(0);
    time.pass(4);
    assertThat(ask(1)).isEqualTo(new Emit());
    assertThat(now()).isCloseTo(1, within(1e-5));
    time.pass(10);
    assertThat(now()).isCloseTo(11.5, within(1e-4));
    assertThat(ask(11.5)).isEqualTo(new Emit());
    // Three seconds at 5 % are made up for in 60, but for the last 50 ms.
    time.pass(48.9);
    assertThat(now()).isCloseTo(1 + 58.9 * 1.05, within(1e-4));
    time.pass(0.2);
    assertThat(now()).isCloseTo(63.1, within(1e-4));
    assertThat(clock.statistics().catchUps()).isEqualTo(1);
    assertThat(clock.statistics().dropped()).isZero();
  }

  @Test
  void afterALongPauseALiveSourceIsTakenUpAtItsNewest() {
    clock = SyncClock.of(time, SyncOptions.LIVE);
    ask(0);
    time.pass(8);
    assertThat(ask(1)).isEqualTo(new Drop());
    assertThat(ask(1.04)).isEqualTo(new Drop());
    assertThat(ask(1.08, Importance.NEWEST)).isEqualTo(new Reanchor(1));
    assertThat(ask(1.12)).isEqualTo(new Wait(Duration.ofMillis(40)));
    assertThat(clock.statistics().dropped()).isEqualTo(2);
  }

  @Test
  void afterASleepAFileGoesOnWhereItWas() {
    clock = SyncClock.of(time, SyncOptions.FILE);
    ask(0);
    time.pass(3600);
    assertThat(ask(0.04)).isEqualTo(new Reanchor(1));
    time.pass(0.04);
    assertThat(ask(0.08)).isEqualTo(new Emit());
    assertThat(clock.statistics().reanchors()).isEqualTo(Map.of(ReanchorCause.PAUSE, 1L));
  }

  @Test
  void whatIsTooFarApartIsNotCorrected() {
    hear(10);
    ask(10);
    time.pass(0.04);
    assertThat(ask(30)).isEqualTo(new Reanchor(1));
    hear(10.1);
    time.pass(0.04);
    assertThat(ask(30.04)).as("by the wall clock").isEqualTo(new Emit());
    assertThat(clock.epoch()).isEqualTo(1);
    clock.audioHeard(Timestamp.ofSeconds(30), 0);
    assertThat(clock.statistics().master()).as("of an old epoch").isEqualTo(Master.WALL);
    hear(30.05);
    assertThat(now()).isCloseTo(30.05, within(1e-5));
    assertThat(clock.statistics().reanchors()).isEqualTo(Map.of(ReanchorCause.NO_SYNC, 1L));
  }

  @Test
  void aSeekBeginsAnew() {
    hear(10);
    ask(10);
    assertThat(clock.reanchor()).isEqualTo(1);
    assertThat(clock.now()).isNull();
    assertThat(ask(500)).isEqualTo(new Emit());
    assertThat(now()).isCloseTo(500, within(1e-5));
  }

  @Test
  void aConstantRateIsHeld() {
    clock =
        SyncClock.of(
            time, SyncOptions.FILE.withMaster(Master.AUDIO).withFrameRate(Rational.of(25)));
    hear(10);
    assertThat(ask(0.5)).isEqualTo(new Emit());
    assertThat(ask(0.54, Importance.NEEDED)).isEqualTo(new Emit());
    assertThat(ask(0.66, Importance.NEEDED)).isEqualTo(new Duplicate(2));
    assertThat(ask(0.70, Importance.NEEDED)).isEqualTo(new Emit());
    assertThat(ask(3.70, Importance.NEEDED)).isEqualTo(new Gap(Duration.ofMillis(2960)));
    assertThat(ask(3.60, Importance.NEWEST)).isEqualTo(new Drop());
    SyncStatistics statistics = clock.statistics();
    assertThat(statistics.duplicated()).isEqualTo(2);
    assertThat(statistics.gaps()).isEqualTo(1);
    assertThat(statistics.dropped()).isEqualTo(1);
  }

  private SyncAction.Audio sound(double pts, double position) {
    return clock.audio(Timestamp.ofSeconds(pts), Timestamp.ofSeconds(position), 1024, 48_000);
  }

  @Test
  void soundALittleOffIsStretched() {
    for (int i = 0; i < 19; i++) {
      assertThat(sound(1.03, 1)).isEqualTo(new Emit());
    }
    assertThat(sound(1.03, 1)).isEqualTo(new Compensate(60, 48_000));
    for (int i = 0; i < 20; i++) {
      sound(0.95, 1);
    }
    assertThat(sound(0.95, 1)).isEqualTo(new Compensate(-240, 48_000));
    assertThat(clock.statistics().compensatedSamples()).isBetween(50L, 120L);
    for (int i = 0; i < 30; i++) {
      sound(1.01, 1);
    }
    assertThat(sound(1.01, 1)).isEqualTo(new Emit());
  }

  @Test
  void soundFarOffIsFilledOrCut() {
    assertThat(sound(1.25, 1)).isEqualTo(new Silence(12_000));
    assertThat(sound(1, 1.5)).isEqualTo(new Trim(24_000));
    assertThat(sound(5, 1)).isEqualTo(new Silence(192_000));
    assertThat(sound(1, 5)).isEqualTo(new Reanchor(1));
    assertThat(sound(1000, 5)).isEqualTo(new Reanchor(2));
    SyncStatistics statistics = clock.statistics();
    assertThat(statistics.silenceSamples()).isEqualTo(204_000);
    assertThat(statistics.trimmedSamples()).isEqualTo(24_000);
    assertThat(statistics.shown()).isZero();
    assertThatThrownBy(() -> clock.audio(Timestamp.ofMicros(0), Timestamp.ofMicros(0), 0, 48_000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void optionsAreChecked() {
    SyncOptions player = SyncOptions.PLAYER;
    for (Duration wait : new Duration[] {Duration.ZERO, Duration.ofSeconds(2)}) {
      assertThatThrownBy(
              () -> new SyncOptions(player.master(), player.source(), Rational.UNSET, wait))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> player.withFrameRate(Rational.of(1001)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> player.withFrameRate(Rational.of(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
