package io.av4j.push.programme;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.clock.NanoClock;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With a filler after one second. */
class ProgrammeClockTest {
  private static final long BEGIN = TimeUnit.HOURS.toNanos(5);
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private final ProgrammeClock clock = new ProgrammeClock(SILENCE);

  private static long at(long millis) {
    return BEGIN + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void nothingIsDueBeforeItBegins() {
    assertThat(clock.micros(at(7000))).isZero();
    assertThat(clock.fillerDue()).isEqualTo(NanoClock.NEVER);
    clock.gaveVideo(0, at(0));
    assertThat(clock.fillerDue()).isEqualTo(NanoClock.NEVER);
    assertThat(clock.silenceDue()).isEqualTo(NanoClock.NEVER);
  }

  @Test
  void beginsOnce() {
    clock.begin(at(0));
    clock.begin(at(500));
    assertThat(clock.micros(at(500))).isEqualTo(500_000);
  }

  @Test
  void aFillerIsDueAtOnceWhereNoSourceHasGivenAnything() {
    clock.begin(at(0));
    assertThat(clock.fillerDue()).isEqualTo(at(0));
    clock.gaveFiller(clock.fillerTime(at(3)), at(3));
    assertThat(clock.isFilling()).isTrue();
    assertThat(clock.fillerDue()).isEqualTo(at(103));
    assertThat(clock.silenceDue()).as("silence with it").isEqualTo(at(3));
  }

  @Test
  void aFillerIsDueASecondBehindTheSourceAndThenTenTimesASecond() {
    clock.begin(at(0));
    clock.gaveVideo(40_000, at(40));
    assertThat(clock.fillerDue()).isEqualTo(at(1040));
    clock.gaveFiller(clock.fillerTime(at(1040)), at(1040));
    assertThat(clock.fillerDue()).isEqualTo(at(1140));
    clock.gaveFiller(clock.fillerTime(at(1141)), at(1141));
    assertThat(clock.fillerDue()).isEqualTo(at(1241));
  }

  @Test
  void fillingGoesOnUntilTheSourceGivesSomethingThatIsNotBehindTheFiller() {
    clock.begin(at(0));
    clock.gaveVideo(0, at(0));
    clock.gaveFiller(clock.fillerTime(at(1000)), at(1000));
    assertThat(clock.takesVideo(1_000_000)).isFalse();
    assertThat(clock.isFilling()).isTrue();
    assertThat(clock.takesVideo(1_000_001)).isTrue();
    clock.gaveVideo(1_000_001, at(1050));
    assertThat(clock.isFilling()).isFalse();
    assertThat(clock.fillerDue()).isEqualTo(at(2050));
  }

  @Test
  void aFillerComesBehindASourceThatRanAhead() {
    clock.begin(at(0));
    clock.gaveVideo(5_000_000, at(100));
    assertThat(clock.fillerTime(at(1100))).isEqualTo(5_001_000);
  }

  @Test
  void silenceIsDueASecondBehindTheAudioOrTheFirstFrame() {
    clock.begin(at(0));
    clock.gaveVideo(20_000, at(20));
    assertThat(clock.silenceDue()).isEqualTo(at(1020));
    assertThat(clock.silenceFrom(1_020_000)).isEqualTo(20_000);
    clock.gaveAudio(50_000, at(30));
    assertThat(clock.silenceDue()).isEqualTo(at(1030));
    assertThat(clock.silenceFrom(1_030_000)).isEqualTo(50_000);
    clock.gaveSilence(1_020_000, at(1030));
    assertThat(clock.silenceDue()).isEqualTo(at(1130));
  }

  @Test
  void audioThatLiesInTheSilenceIsLeftOut() {
    clock.begin(at(0));
    assertThat(clock.takesAudio(-5_000_000)).isTrue();
    clock.gaveAudio(1_000_000, at(1000));
    assertThat(clock.takesAudio(949_999)).isFalse();
    assertThat(clock.takesAudio(950_000)).isTrue();
  }

  @Test
  void anEncoderIsWaitedForUntilAFrameIsASecondLate() {
    clock.begin(at(0));
    assertThat(clock.patience(0, at(0))).isEqualTo(Duration.ofSeconds(1));
    assertThat(clock.patience(0, at(400))).isEqualTo(Duration.ofMillis(600));
    assertThat(clock.patience(0, at(1000))).isZero();
    assertThat(clock.patience(0, at(5000))).isZero();
  }

  @Test
  void aSourceFollowsWithoutAGapUnlessTheOneBeforeIsLongOver() {
    assertThat(ProgrammeClock.nextStart(5_000_000, 4_000_000, SILENCE)).isEqualTo(5_000_000);
    assertThat(ProgrammeClock.nextStart(5_000_000, 6_000_000, SILENCE)).isEqualTo(5_000_000);
    assertThat(ProgrammeClock.nextStart(5_000_000, 6_000_001, SILENCE)).isEqualTo(6_000_001);
  }

  /** Sources that stop, jump, come late and run ahead, and a thread that is late itself. */
  @Test
  void neverStandsStillNorGoesBackInAMillionEvents() {
    long seed = 20_261_125;
    SplittableRandom random = new SplittableRandom(seed);
    clock.begin(BEGIN);
    long now = BEGIN;
    long video = -1;
    long lastGiven = BEGIN;
    long lastFromSource = BEGIN - SILENCE.toNanos();
    long audio = -1;
    long reached = 0;
    for (int i = 0; i < 1_000_000; i++) {
      now +=
          random.nextInt(20) == 0 ? random.nextLong(3_000_000_000L) : random.nextLong(30_000_000);
      String where = "seed " + seed + ", event " + i;
      if (now >= clock.fillerDue()) {
        assertThat(now - lastFromSource).as(where).isGreaterThanOrEqualTo(SILENCE.toNanos());
        long at = clock.fillerTime(now);
        assertThat(at).as(where).isGreaterThan(video).isGreaterThanOrEqualTo(clock.micros(now));
        clock.gaveFiller(at, now);
        assertThat(clock.isFilling()).as(where).isTrue();
        video = at;
        lastGiven = now;
      }
      if (now >= clock.silenceDue()) {
        long to = clock.micros(now);
        long end = Math.max(clock.silenceFrom(to), to - random.nextLong(20_000));
        clock.gaveSilence(end, now);
        assertThat(end).as(where).isGreaterThanOrEqualTo(audio);
        audio = end;
      }
      assertThat(clock.fillerDue()).as(where).isGreaterThan(now);
      assertThat(clock.fillerDue() - lastGiven).as(where).isLessThanOrEqualTo(SILENCE.toNanos());
      if (random.nextInt(1000) < 990) {
        long at = clock.micros(now) + random.nextLong(-2_000_000, 300_000);
        if (clock.takesVideo(at)) {
          assertThat(at).as(where).isGreaterThan(video);
          clock.gaveVideo(at, now);
          video = at;
          lastGiven = now;
          lastFromSource = now;
        }
        if (clock.takesAudio(at)) {
          assertThat(at).as(where).isGreaterThanOrEqualTo(audio - 50_000);
          clock.gaveAudio(at + 23_000, now);
          audio = at + 23_000;
        }
      } else {
        now += random.nextLong(5_000_000_000L);
      }
      assertThat(clock.reachedMicros()).as(where).isGreaterThanOrEqualTo(reached);
      reached = clock.reachedMicros();
    }
  }
}
