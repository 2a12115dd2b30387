package io.av4j.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock under a million random events, beside the decision of a player, and with bad clocks.
 */
class SyncClockPropertyTest {
  private static final Logger LOG = LoggerFactory.getLogger(SyncClockPropertyTest.class);
  private static final int EVENTS = 1_000_000;
  private static final int RATE = 48_000;
  private static final int SAMPLES = 1024;

  private final SplittableRandom random = Seed.random("SyncClockPropertyTest");
  private final VirtualClock time = new VirtualClock();

  private static Timestamp seconds(double seconds) {
    return Timestamp.ofSeconds(seconds);
  }

  private double jitter(double most) {
    return (random.nextDouble() * 2 - 1) * most;
  }

  @Test
  void holdsForAMillionEvents() {
    Master[] masters = Master.values();
    SyncOptions.Source[] sources = SyncOptions.Source.values();
    int perClock = 5_000;
    for (int i = 0; i < EVENTS / perClock; i++) {
      SyncOptions options =
          new SyncOptions(
              masters[random.nextInt(masters.length)],
              sources[random.nextInt(sources.length)],
              random.nextBoolean() ? Rational.UNSET : new Rational(30_000, 1001),
              Duration.ofMillis(1 + random.nextInt(200)));
      new Run(options).events(perClock);
    }
  }

  /** A clock and those who use it. */
  private final class Run {
    final SyncOptions options;
    final SyncClock clock;
    double media = random.nextDouble() * 1e6;
    double picture = media;
    final Importance[] importances = Importance.values();
    long answered;

    Run(SyncOptions options) {
      this.options = options;
      clock = SyncClock.of(time, options);
    }

    void events(int number) {
      for (int i = 0; i < number; i++) {
        double step =
            random.nextInt(500) == 0 ? random.nextDouble() * 20 : 0.02 * random.nextDouble();
        time.pass(step);
        media += step;
        int epoch = clock.epoch();
        switch (random.nextInt(3)) {
          case 0 -> clock.audioHeard(seconds(media + jitter(0.02)), epoch - random.nextInt(2));
          case 1 -> askPicture();
          default -> askSound();
        }
        check(clock.epoch() >= epoch, clock);
        if (random.nextInt(5_000) == 0) {
          media += jitter(5_000);
          clock.reanchor();
        }
      }
      checkStatistics();
    }

    void askPicture() {
      Importance importance = importances[random.nextInt(importances.length)];
      double odd = random.nextInt(300) == 0 ? jitter(30) : 0;
      SyncAction.Video action =
          clock.video(seconds(picture + odd), seconds(random.nextDouble() * 0.2), importance);
      if (action instanceof SyncAction.Wait wait) {
        check(!wait.time().isNegative() && !wait.time().isZero(), wait);
        check(wait.time().compareTo(options.longestWait()) <= 0, wait);
        return;
      }
      answered++;
      picture += 0.033;
      if (action instanceof SyncAction.Drop) {
        check(importance != Importance.NEEDED, action);
      } else if (action instanceof SyncAction.Duplicate duplicate) {
        check(duplicate.times() >= 1 && duplicate.times() <= 30, duplicate);
      } else if (action instanceof SyncAction.Gap gap) {
        check(gap.length().compareTo(Duration.ofSeconds(1)) > 0, gap);
      }
      if (random.nextInt(100) == 0) {
        picture = media;
      }
    }

    void askSound() {
      double distance = random.nextInt(50) == 0 ? jitter(12) : jitter(0.06);
      SyncAction.Audio action =
          clock.audio(seconds(media + distance), seconds(media), SAMPLES, RATE);
      double size = Math.abs(distance) + 1e-6;
      if (action instanceof SyncAction.Compensate compensate) {
        double part = Math.abs(compensate.delta()) / (double) compensate.distance();
        check(part <= (size < 0.04 ? 0.00125 : 0.005) + 1e-4, compensate);
        check(size < 0.1 + 1e-5, compensate);
      } else if (action instanceof SyncAction.Silence silence) {
        check(silence.samples() >= 0.1 * RATE && distance > 0, silence);
      } else if (action instanceof SyncAction.Trim trim) {
        check(trim.samples() <= RATE && distance < 0, trim);
      } else if (action instanceof SyncAction.Reanchor) {
        check(size >= 1, action);
      }
    }

    void checkStatistics() {
      SyncStatistics all = clock.statistics();
      check(all.shown() + all.dropped() == answered, all);
      check(all.dropped() <= answered, all);
      check(Double.isFinite(all.driftPpm().orElse(0)), all);
      check(all.reanchors().values().stream().mapToLong(n -> n).sum() == all.epoch(), all);
      SkewStatistics skew = all.skew();
      check(skew.count() == all.shown(), skew);
      check(skew.p50().compareTo(skew.p95()) <= 0, skew);
      check(skew.p95().compareTo(skew.p99()) <= 0, skew);
      check(skew.p99().compareTo(skew.max()) <= 0, skew);
      check(all.master() != Master.AUTO, all);
    }
  }

  private static void check(boolean holds, Object what) {
    if (!holds) {
      fail(String.valueOf(what));
    }
  }

  /** The table of decisions in doubles, beside the clock's own in whole numbers. */
  @Test
  void decidesLikeTheArithmeticInDoubles() {
    int compared = 0;
    SyncClock clock = SyncClock.of(time, SyncOptions.PLAYER);
    for (int i = 0; i < EVENTS; i++) {
      double master = random.nextDouble() * 1e5;
      clock.audioHeard(seconds(master), clock.reanchor());
      clock.video(seconds(master), seconds(0.04), Importance.NEEDED);
      double duration = random.nextDouble() * 0.15;
      double difference = random.nextInt(4) == 0 ? jitter(15) : jitter(0.25);
      double threshold = Math.min(0.1, Math.max(0.04, duration));
      boolean queued = random.nextBoolean();
      SyncAction.Video action =
          clock.video(
              seconds(master + difference),
              seconds(duration),
              queued ? Importance.DROPPABLE : Importance.NEWEST);
      boolean atBorder =
          Math.abs(difference) < 3e-6
              || Math.abs(Math.abs(difference) - 10) < 3e-6
              || Math.abs(difference + threshold) < 3e-6;
      if (!atBorder) {
        Class<?> expected =
            Math.abs(difference) >= 10
                ? SyncAction.Reanchor.class
                : difference > 0
                    ? SyncAction.Wait.class
                    : difference < -threshold && queued
                        ? SyncAction.Drop.class
                        : SyncAction.Emit.class;
        check(expected.isInstance(action), action);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(EVENTS * 99 / 100);
  }

  /**
   * A machine with hiccups, shown by the clock and by ffplay's rule (video_refresh and
   * compute_target_delay, in doubles): the clock is no further from the sound.
   */
  @Test
  void staysAsCloseToTheSoundAsFfplay() {
    double frame = 1 / 30.0;
    double[] hiccups = new double[50_000];
    for (int i = 1; i < hiccups.length; i++) {
      hiccups[i] =
          random.nextInt(30) == 0 ? 0.3 * random.nextDouble() : 0.002 * random.nextDouble();
    }
    FfplayModel ffplay = new FfplayModel(frame, hiccups);
    ffplay.play();
    SyncClock clock = SyncClock.of(time, SyncOptions.PLAYER);
    double start = time.nanoTime() / 1e9;
    for (int i = 0; i < hiccups.length; i++) {
      time.pass(hiccups[i]);
      SyncAction.Video action = new SyncAction.Wait(Duration.ZERO);
      while (action instanceof SyncAction.Wait wait) {
        time.pass(wait.time().toNanos() / 1e9);
        clock.audioHeard(seconds(time.nanoTime() / 1e9 - start), 0);
        action = clock.video(seconds(i * frame), seconds(frame), Importance.DROPPABLE);
      }
    }
    SyncStatistics ours = clock.statistics();
    double p99 = ours.skew().p99().toNanos() / 1e9;
    LOG.warn(
        "p99 {} s, dropped {}; ffplay {} s, {}",
        p99,
        ours.dropped(),
        ffplay.p99(),
        ffplay.dropped());
    assertThat(ours.shown() + ours.dropped()).isEqualTo(hiccups.length);
    assertThat(ours.dropped()).isPositive();
    assertThat(ffplay.dropped()).isPositive();
    assertThat(p99).isLessThanOrEqualTo(ffplay.p99() + 0.001);
    assertThat(ours.skew().max()).isLessThanOrEqualTo(Duration.ofMillis(41));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, -1000, 50, 0})
  void measuresTheDriftOfTheSound(int ppm) {
    SyncClock clock = SyncClock.of(time, SyncOptions.PLAYER);
    double heard = 100;
    for (int i = 0; i < 6_000; i++) {
      time.pass(0.02);
      heard += 0.02 * (1 + ppm * 1e-6);
      clock.audioHeard(seconds(heard + jitter(0.005)), 0);
    }
    double measured = clock.statistics().driftPpm().orElseThrow();
    LOG.warn("drift {} ppm, measured {}", ppm, measured);
    assertThat(measured).isCloseTo(ppm, within(20.0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, -1000})
  void soundOfAWrongClockIsHeldInaudibly(int ppm) {
    SyncClock clock = SyncClock.of(time, SyncOptions.FILE);
    SkewMeter skew = new SkewMeter();
    double pts = 0;
    double position = 0;
    double stretch = 0;
    for (int i = 0; i < 60_000; i++) {
      SyncAction.Audio action = clock.audio(seconds(pts), seconds(position), SAMPLES, RATE);
      stretch = 0;
      if (action instanceof SyncAction.Compensate compensate) {
        stretch = compensate.delta() / (double) compensate.distance();
      } else {
        assertThat(action).isInstanceOf(SyncAction.Emit.class);
      }
      skew.audio(seconds(pts), seconds(position));
      skew.video(seconds(pts), seconds(pts));
      position += SAMPLES * (1 + stretch) / RATE;
      pts += SAMPLES * (1 + ppm * 1e-6) / RATE;
    }
    SkewStatistics measured = skew.statistics();
    LOG.warn("{} ppm for {} s: {}", ppm, Math.round(pts), measured);
    assertThat(measured.p99()).isLessThan(Duration.ofMillis(40));
    assertThat(measured.count()).isEqualTo(60_000);
    double compensated = clock.statistics().compensatedSamples();
    // All but the 20 ms that are let be.
    assertThat(compensated)
        .isCloseTo(Math.abs(ppm) * 1e-6 * pts * RATE - 0.02 * RATE, within(1_000.0));
  }
}
