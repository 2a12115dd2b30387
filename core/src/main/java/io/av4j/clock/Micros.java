package io.av4j.clock;

import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;

/**
 * Media time as the clocks count it: microseconds, no further out than two of them can be added.
 */
final class Micros {
  /** 73 000 years. Whatever lies beyond is as wrong there as here. */
  static final long MOST = Long.MAX_VALUE / 4;

  private Micros() {}

  static long of(Timestamp time) {
    return of(time.value(), time.timeBase());
  }

  static long of(long value, Rational timeBase) {
    long micros = Rational.rescale(value, timeBase, Rational.MICROSECOND);
    if (micros == Long.MIN_VALUE) {
      return value < 0 ? -MOST : MOST;
    }
    return clamp(micros);
  }

  static long of(Duration duration) {
    Duration most = Duration.ofNanos(Long.MAX_VALUE);
    return (duration.compareTo(most) > 0 ? most : duration).toNanos() / 1000;
  }

  static long clamp(long micros) {
    return Math.max(-MOST, Math.min(MOST, micros));
  }

  static Duration toDuration(long micros) {
    return Duration.ofSeconds(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
  }
}
