package io.av4j.clock;

import io.av4j.time.Rational;
import java.time.Duration;
import java.util.Objects;

/**
 * What a {@link Timeline} takes for a jump, and what it does with gaps.
 *
 * @param forwardJump a step ahead of all streams larger than this is a jump
 * @param backwardJump a step back of one stream larger than this is a jump; a smaller one is
 *     repaired
 * @param gaps what becomes of a step of more than a second that is no jump
 * @param unit in which the times that come out of a stream rise strictly, 1 µs or longer; a
 *     millisecond for FLV
 */
public record TimelineOptions(
    Duration forwardJump, Duration backwardJump, GapPolicy gaps, Rational unit) {
  private static final Duration SHORTEST_GAP = Duration.ofSeconds(1);

  /** Live sources and transport streams: jumps are 10 s ahead or 0.1 s back. */
  public static final TimelineOptions LIVE =
      new TimelineOptions(
          Duration.ofSeconds(10), Duration.ofMillis(100), GapPolicy.FILL, Rational.MILLISECOND);

  /** Files: their times are believed up to 30 hours, as the ffmpeg program does. */
  public static final TimelineOptions FILE =
      new TimelineOptions(
          Duration.ofHours(30), Duration.ofHours(30), GapPolicy.FILL, Rational.MILLISECOND);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the forward jump is not above a second, the backward jump
   *     is negative, or the unit is shorter than a microsecond or not below a second
   */
  public TimelineOptions {
    Objects.requireNonNull(gaps, "gaps");
    if (forwardJump.compareTo(SHORTEST_GAP) <= 0 || backwardJump.isNegative()) {
      throw new IllegalArgumentException(
          "a jump is more than 1 s ahead or at least 0 s back: "
              + forwardJump
              + ", "
              + backwardJump);
    }
    if (unit.compareTo(Rational.MICROSECOND) < 0 || unit.compareTo(Rational.of(1)) >= 0) {
      throw new IllegalArgumentException("a unit is 1 µs or more, and below 1 s: " + unit);
    }
  }

  /** These options with another way to treat gaps. */
  public TimelineOptions withGaps(GapPolicy policy) {
    return new TimelineOptions(forwardJump, backwardJump, policy, unit);
  }

  /** These options with times that rise strictly in another unit. */
  public TimelineOptions withUnit(Rational timeBase) {
    return new TimelineOptions(forwardJump, backwardJump, gaps, timeBase);
  }

  /** The step ahead, in microseconds, from which on the output does not follow. */
  long mostAhead() {
    return Micros.of(gaps == GapPolicy.SKIP ? SHORTEST_GAP : forwardJump);
  }
}
