package io.av4j.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
  private static final Rational TS = new Rational(1, 90_000);
  private static final double PICTURE = 0.04;
  private static final double BLOCK = 1024 / 48_000.0;

  private final Timeline timeline = Timeline.of(TimelineOptions.LIVE);
  private final TimelineTrack video = timeline.addTrack(33);
  private final TimelineTrack audio = timeline.addTrack(33);

  private static Timestamp ts(double seconds) {
    return new Timestamp(Math.floorMod(Math.round(seconds * 90_000), 1L << 33), TS);
  }

  /** Gives an item of that time of the source and tells where it came out, in seconds. */
  private static double map(TimelineTrack track, double seconds, double length) {
    return track.mapFrame(ts(seconds), Timestamp.ofSeconds(length)).pts().toSeconds();
  }

  /** Gives a stretch of picture and sound, in the order of their times. */
  private void play(double from, double to) {
    double sound = from;
    for (double picture = from; picture < to - PICTURE / 2; picture += PICTURE) {
      map(video, picture, PICTURE);
      for (; sound < picture + PICTURE; sound += BLOCK) {
        map(audio, sound, BLOCK);
      }
    }
  }

  @Test
  void beginsAtZeroWhateverTheSourceSays() {
    assertThat(map(video, 5000, PICTURE)).isZero();
    assertThat(map(audio, 5000.01, BLOCK)).isCloseTo(0.01, within(1e-5));
    assertThat(timeline.statistics()).isEqualTo(new TimelineStatistics(Map.of(), 0, 0, 0));
  }

  @Test
  void aKnownStartIsZero() {
    timeline.switchSource(Timestamp.ofSeconds(4999.5));
    assertThat(map(video, 5000, PICTURE)).isCloseTo(0.5, within(1e-5));
    assertThat(timeline.statistics().reanchors()).isEmpty();
  }

  @Test
  void countersMayWrapAsOftenAsTheyLike() {
    double step = 5;
    double wrap = Math.scalb(1.0, 33) / 90_000;
    double first = wrap - 12;
    double time = 0;
    for (; time < 3.2 * wrap; time += step) {
      // The sound's counter wraps before the picture's, for it is a little ahead.
      assertThat(map(video, first + time, step)).isCloseTo(time, within(1e-4));
      assertThat(map(audio, first + time - 3, step))
          .isCloseTo(time == 0 ? 0 : time - 3, within(3.01));
    }
    assertThat(timeline.statistics().wraps()).isEqualTo(8);
    assertThat(timeline.statistics().reanchors()).isEmpty();
  }

  @Test
  void aStreamThatBeginsBehindAWrapIsPutBesideTheOther() {
    double wrap = Math.scalb(1.0, 33) / 90_000;
    assertThat(map(video, wrap - 0.02, PICTURE)).isZero();
    assertThat(map(audio, wrap + 0.01, BLOCK)).isCloseTo(0.03, within(1e-4));
  }

  @ParameterizedTest
  @ValueSource(doubles = {3600, -3600})
  void afterAJumpTheOutputGoesOnForBothStreams(double jump) {
    play(0, 10);
    double source = 10;
    for (int i = 1; i <= 20; i++) {
      source += jump;
      // One time the picture comes first, the other time the sound, which is late by a second.
      TimelineTrack first = i % 2 == 0 ? video : audio;
      TimelineTrack second = i % 2 == 0 ? audio : video;
      double out = map(first, source, 0.02);
      for (double old = 0; old < 0.2; old += 0.02) {
        map(second, source - jump + old, 0.02);
      }
      assertThat(map(second, source + 0.2, 0.02)).isCloseTo(out + 0.2, within(1e-4));
      assertThat(out).isCloseTo(10 * i, within(0.3 * i));
      play(source + 0.24, source + 10);
      source += 10;
    }
    assertThat(timeline.statistics().reanchors()).isEqualTo(Map.of(ReanchorCause.JUMP, 20L));
    assertThat(timeline.statistics().parted()).isZero();
  }

  @Test
  void twoJumpsInARowAreToldApart() {
    play(0, 10);
    double first = map(audio, 3610, BLOCK);
    double second = map(audio, 20, BLOCK);
    assertThat(map(video, 3610, PICTURE)).isCloseTo(first, within(1e-4));
    assertThat(map(video, 20, PICTURE)).isCloseTo(second, within(PICTURE));
    assertThat(map(video, 21, PICTURE) - map(audio, 21, BLOCK)).isCloseTo(0, within(1e-4));
  }

  @Test
  void aSmallStepBackOfOneStreamMovesTheOtherToo() {
    play(0, 10);
    map(audio, 9.7, BLOCK);
    for (double time = 10; time < 16; time += PICTURE) {
      map(video, time, PICTURE);
      map(audio, time - 0.28, BLOCK);
    }
    double apart = map(video, 17, PICTURE) - map(audio, 17.01, BLOCK);
    assertThat(apart).isCloseTo(-0.01, within(1e-4));
    assertThat(timeline.statistics().reanchors()).isEqualTo(Map.of(ReanchorCause.JUMP, 1L));
  }

  @Test
  void aStreamWithABrokenClockIsMovedAlone() {
    play(0, 10);
    for (double time = 10; time < 20; time += PICTURE) {
      assertThat(map(video, time, PICTURE)).isCloseTo(time, within(1e-4));
      assertThat(map(audio, time + 500, BLOCK)).isCloseTo(time, within(2 * PICTURE));
    }
    assertThat(timeline.statistics().parted()).isEqualTo(1);
  }

  @Test
  void whatFilesSayIsBelievedButForTheirOrder() {
    Timeline file = Timeline.of(TimelineOptions.FILE);
    TimelineTrack track = file.addTrack(64);
    assertThat(map(track, 0, 1)).isZero();
    assertThat(map(track, 3600, 1)).isCloseTo(3600, within(1e-5));
    assertThat(map(track, 3500, 1)).isCloseTo(3600.001, within(1e-5));
    assertThat(map(track, 3600.0004, 1)).isCloseTo(3600.002, within(1e-5));
    assertThat(file.statistics().repaired()).isEqualTo(2);
    Timestamp far = Timestamp.ofSeconds(3600 + 31 * 3600);
    assertThat(track.mapFrame(far, null).pts().toSeconds()).isCloseTo(3601, within(1e-3));
    assertThat(file.statistics().reanchors()).isEqualTo(Map.of(ReanchorCause.JUMP, 1L));
  }

  @Test
  void aHundredLoopsDoNotDrift() {
    // The sound is 16 ms shorter than the picture, and neither is whole in the other's units.
    int pictures = 300;
    int blocks = 468;
    Rational frame = new Rational(1001, 30_000);
    Rational block = new Rational(1024, 48_000);
    double length = pictures * frame.toDouble();
    Timeline file = Timeline.of(TimelineOptions.FILE);
    TimelineTrack picture = file.addTrack(64);
    TimelineTrack sound = file.addTrack(64);
    for (int round = 0; round < 100; round++) {
      if (round > 0) {
        file.loop();
      }
      for (int i = 0, b = 0; i < pictures; i++) {
        // Two pictures are decoded before they are shown.
        Timestamp dts = new Timestamp(i - 2, frame);
        TimelineTime time = picture.map(new Timestamp(i, frame), dts, new Timestamp(1, frame));
        double due = round * length + i * frame.toDouble();
        requireAt(due, time);
        for (; b < blocks && b * block.toDouble() <= i * frame.toDouble(); b++) {
          TimelineTime heard = sound.mapFrame(new Timestamp(b, block), new Timestamp(1, block));
          double soundDue = round * length + b * block.toDouble();
          requireAt(soundDue, heard);
          if (b == 0 && round > 0) {
            double missing = length - blocks * block.toDouble();
            assertThat(heard.gap().toNanos() / 1e9).isCloseTo(missing, within(0.001));
          }
        }
      }
    }
    assertThat(file.statistics())
        .isEqualTo(new TimelineStatistics(Map.of(ReanchorCause.LOOP, 99L), 0, 0, 0));
  }

  private static void requireAt(double seconds, TimelineTime time) {
    if (Math.abs(time.pts().toSeconds() - seconds) > 0.001) {
      fail("%s is not at %s", time, seconds);
    }
  }

  @Test
  void anotherSourceFollows() {
    play(0, 10);
    timeline.switchSource(Timestamp.ofSeconds(700));
    video.setWrapBits(64);
    double start = timeline.position().toSeconds();
    assertThat(map(audio, 700.1, BLOCK)).isCloseTo(start + 0.1, within(1e-4));
    assertThat(map(video, 700, PICTURE)).isCloseTo(start, within(1e-4));
    assertThat(video.map(null, null, null).epoch()).isEqualTo(1);
    timeline.switchSource();
    double next = timeline.position().toSeconds();
    assertThat(map(video, 3, PICTURE)).isCloseTo(next, within(1e-4));
    assertThat(timeline.statistics().reanchors()).isEqualTo(Map.of(ReanchorCause.SWITCH, 2L));
  }

  @Test
  void gapsAreToldOrPassedOver() {
    play(0, 10);
    TimelineTime after = video.mapFrame(ts(13), Timestamp.ofSeconds(PICTURE));
    assertThat(after.pts().toSeconds()).isCloseTo(13, within(1e-4));
    assertThat(after.gap()).isCloseTo(Duration.ofSeconds(3), Duration.ofMillis(1));

    Timeline skipping = Timeline.of(TimelineOptions.LIVE.withGaps(GapPolicy.SKIP));
    TimelineTrack picture = skipping.addTrack(33);
    TimelineTrack sound = skipping.addTrack(33);
    for (double time = 0; time < 9.99; time += PICTURE) {
      map(picture, time, PICTURE);
      map(sound, time, PICTURE);
    }
    assertThat(map(sound, 13.01, PICTURE)).isCloseTo(10, within(1e-3));
    assertThat(map(picture, 13.03, PICTURE)).isCloseTo(10.02, within(1e-3));
    // What one stream alone lacks is no gap.
    for (double time = 13.05; time < 16; time += PICTURE) {
      map(sound, time, PICTURE);
    }
    assertThat(map(picture, 16, PICTURE)).isCloseTo(12.99, within(1e-3));
    assertThat(skipping.statistics().reanchors()).isEqualTo(Map.of(ReanchorCause.GAP, 1L));
  }

  @Test
  void whatWasFilledMeanwhileIsNotFilledTwice() {
    play(0, 10);
    video.filledTo(Timestamp.ofSeconds(25));
    audio.filledTo(Timestamp.ofSeconds(25));
    assertThat(map(audio, 10.01, BLOCK)).isCloseTo(25, within(1e-3));
    assertThat(map(video, 10.02, PICTURE)).isCloseTo(25.01, within(1e-3));
  }

  @Test
  void missingTimesAreEstimated() {
    Timestamp length = Timestamp.ofSeconds(PICTURE);
    video.map(ts(1), ts(1), length);
    TimelineTime estimated = video.map(null, null, length);
    assertThat(estimated.dts()).isEqualTo(Timestamp.ofSeconds(PICTURE));
    assertThat(estimated.pts()).isEqualTo(estimated.dts());
    TimelineTime reordered = video.map(ts(1.2), null, length);
    assertThat(reordered.dts()).isEqualTo(Timestamp.ofSeconds(2 * PICTURE));
    assertThat(reordered.pts().toSeconds()).isCloseTo(0.2, within(1e-5));
    TimelineTime swapped = video.map(ts(1.1), ts(1.5), null);
    assertThat(swapped.pts()).isEqualTo(swapped.dts());
  }

  @Test
  void theEndsOfTimeAreNoTrouble() {
    TimelineTrack track = timeline.addTrack(64);
    Timestamp before = null;
    for (long value : new long[] {0, Long.MAX_VALUE, -Long.MAX_VALUE, 5, Long.MAX_VALUE, 7}) {
      Timestamp time = new Timestamp(value, Rational.of(1));
      Timestamp out = track.map(time, time, time).dts();
      assertThat(before == null || out.compareTo(before) > 0).isTrue();
      before = out;
    }
  }

  @Test
  void optionsAreChecked() {
    TimelineOptions live = TimelineOptions.LIVE;
    assertThatThrownBy(() -> timeline.addTrack(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> video.setWrapBits(65)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> live.withUnit(Rational.NANOSECOND))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new TimelineOptions(
                    Duration.ofSeconds(1), Duration.ZERO, GapPolicy.FILL, live.unit()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new TimelineOptions(
                    Duration.ofSeconds(2), Duration.ofMillis(-1), GapPolicy.FILL, live.unit()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
