package io.av4j.clock;

import java.time.Duration;

/**
 * How a pacer holds real time.
 *
 * @param burst how much media may pass at once at the start, and stays ahead thereafter
 * @param lagThreshold how late an item must be before the pacer stops insisting and catches up
 * @param catchUp the speed of catching up, above 1; 1.05 is 5 % faster than real time
 * @param jumpThreshold a step of the timestamps larger than this, either way, is taken as a cut,
 *     not a wait
 * @param grain how early an item may pass rather than be waited for by itself. With many pacers in
 *     a process most of their work is to wake up; items of a few milliseconds then share one
 */
public record PacerOptions(
    Duration burst, Duration lagThreshold, double catchUp, Duration jumpThreshold, Duration grain) {
  /**
   * The ffmpeg program's {@code -re}: 0.5 s burst, catching up at 1.05 after 0.3 s lag; cuts from
   * 10 s on; each item at its time.
   */
  public static final PacerOptions DEFAULT =
      new PacerOptions(
          Duration.ofMillis(500),
          Duration.ofMillis(300),
          1.05,
          Duration.ofSeconds(10),
          Duration.ZERO);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a duration is negative or the speed not above 1
   */
  public PacerOptions {
    if (burst.isNegative()
        || lagThreshold.isNegative()
        || jumpThreshold.isNegative()
        || grain.isNegative()) {
      throw new IllegalArgumentException("durations are not negative");
    }
    if (!(catchUp > 1 && catchUp <= 100)) {
      throw new IllegalArgumentException("the speed of catching up must be above 1: " + catchUp);
    }
  }

  /** These options with another burst. */
  public PacerOptions withBurst(Duration duration) {
    return new PacerOptions(duration, lagThreshold, catchUp, jumpThreshold, grain);
  }

  /** These options with another grain. */
  public PacerOptions withGrain(Duration duration) {
    return new PacerOptions(burst, lagThreshold, catchUp, jumpThreshold, duration);
  }
}
