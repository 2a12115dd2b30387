package io.av4j.time;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * A position or a length in media time: a count of a time base's units.
 *
 * <p>The value is never FFmpeg's {@code AV_NOPTS_VALUE}: where a time is absent, there is no
 * timestamp. Two timestamps that mean the same time in different time bases are not {@link #equals
 * equal}, although {@link #compareTo} says 0.
 *
 * @param value the count, in units of the time base; may be negative
 * @param timeBase the length of one unit in seconds, positive, such as 1/90000
 */
public record Timestamp(long value, Rational timeBase) implements Comparable<Timestamp> {

  /**
   * Makes a timestamp of exactly this count.
   *
   * @throws IllegalArgumentException if the time base is not positive, or the value is {@link
   *     Long#MIN_VALUE}, which is {@code AV_NOPTS_VALUE}
   */
  public Timestamp {
    requirePositive(timeBase);
    if (value == Long.MIN_VALUE) {
      throw new IllegalArgumentException("AV_NOPTS_VALUE is the absence of a timestamp");
    }
  }

  /**
   * A timestamp of exactly this count.
   *
   * @throws IllegalArgumentException if the time base is not positive, or the value is {@link
   *     Long#MIN_VALUE}
   */
  public static Timestamp of(long value, Rational timeBase) {
    return new Timestamp(value, timeBase);
  }

  /** A timestamp in microseconds, the unit of {@code AV_TIME_BASE}. */
  public static Timestamp ofMicros(long micros) {
    return new Timestamp(micros, Rational.MICROSECOND);
  }

  /**
   * The nearest timestamp in microseconds.
   *
   * @throws IllegalArgumentException if the seconds are no number, or too many to count
   */
  public static Timestamp ofSeconds(double seconds) {
    double micros = seconds * 1e6;
    if (!(Math.abs(micros) < Long.MAX_VALUE)) {
      throw new IllegalArgumentException("no timestamp of " + seconds + " seconds");
    }
    return ofMicros(Math.round(micros));
  }

  /**
   * A timestamp in nanoseconds.
   *
   * @throws ArithmeticException if the duration is longer than 292 years
   */
  public static Timestamp ofDuration(Duration duration) {
    return new Timestamp(duration.toNanos(), Rational.NANOSECOND);
  }

  /**
   * The nearest timestamp in a time base.
   *
   * @throws ArithmeticException if the duration is longer than 292 years, or the count overflows
   * @throws IllegalArgumentException if the time base is not positive
   */
  public static Timestamp ofDuration(Duration duration, Rational timeBase) {
    return ofDuration(duration).in(timeBase);
  }

  /**
   * This time in another time base: the nearest count, halves away from zero. {@code av_rescale_q}.
   *
   * @throws ArithmeticException if the count overflows
   * @throws IllegalArgumentException if the time base is not positive
   */
  public Timestamp in(Rational other) {
    requirePositive(other);
    return timeBase.equals(other) ? this : new Timestamp(valueIn(other), other);
  }

  /**
   * The sum, in this time base; the other time is rescaled first.
   *
   * @throws ArithmeticException if the count overflows
   */
  public Timestamp plus(Timestamp other) {
    return sum(other.valueIn(timeBase));
  }

  /**
   * The sum, in this time base; the duration is rescaled first.
   *
   * @throws ArithmeticException if the count overflows
   */
  public Timestamp plus(Duration duration) {
    return plus(ofDuration(duration));
  }

  /**
   * The difference, in this time base; the other time is rescaled first.
   *
   * @throws ArithmeticException if the count overflows
   */
  public Timestamp minus(Timestamp other) {
    return sum(-other.valueIn(timeBase));
  }

  /**
   * The difference, in this time base; the duration is rescaled first.
   *
   * @throws ArithmeticException if the count overflows
   */
  public Timestamp minus(Duration duration) {
    return minus(ofDuration(duration));
  }

  /**
   * The nearest number of nanoseconds, as the JDK's type.
   *
   * @throws ArithmeticException if the time is longer than 292 years
   */
  public Duration toDuration() {
    return Duration.ofNanos(valueIn(Rational.NANOSECOND));
  }

  /** Seconds, rounded as {@code double} does: for people and plots, not for arithmetic. */
  public double toSeconds() {
    return value * timeBase.toDouble();
  }

  /**
   * The nearest number of microseconds.
   *
   * @throws ArithmeticException if it overflows
   */
  public long toMicros() {
    return valueIn(Rational.MICROSECOND);
  }

  /**
   * Orders by time, without rounding, whatever the time bases: {@code av_compare_ts}, but right
   * also where that one overflows. Not consistent with {@link #equals}, which compares value and
   * time base.
   */
  @Override
  public int compareTo(Timestamp other) {
    return Rational.compare(value, timeBase, other.value, other.timeBase);
  }

  /** Seconds to the microsecond, such as {@code 1.024s}. */
  @Override
  public String toString() {
    BigDecimal seconds =
        BigDecimal.valueOf(value)
            .multiply(BigDecimal.valueOf(timeBase.num()))
            .divide(BigDecimal.valueOf(timeBase.den()), 6, RoundingMode.HALF_UP);
    return seconds.stripTrailingZeros().toPlainString() + "s";
  }

  private long valueIn(Rational other) {
    long rescaled = Rational.rescale(value, timeBase, other);
    if (rescaled == Long.MIN_VALUE) {
      throw new ArithmeticException(this + " overflows in units of " + other);
    }
    return rescaled;
  }

  private Timestamp sum(long units) {
    long total = Math.addExact(value, units);
    if (total == Long.MIN_VALUE) {
      throw new ArithmeticException(this + " overflows");
    }
    return new Timestamp(total, timeBase);
  }

  private static void requirePositive(Rational timeBase) {
    if (timeBase.num() <= 0) {
      throw new IllegalArgumentException("a time base must be positive: " + timeBase);
    }
  }
}
