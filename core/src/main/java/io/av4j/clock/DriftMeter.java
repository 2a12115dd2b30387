package io.av4j.clock;

import java.util.OptionalDouble;

/** How much faster than the machine's clock another one runs: the slope of a line of best fit. */
final class DriftMeter {
  // Before that, jitter says more than drift.
  private static final double SHORTEST_SECONDS = 2;

  private long firstNanos;
  private long firstMicros;
  private double lastSeconds;
  private long count;
  private double meanX;
  private double meanY;
  private double squares;
  private double products;

  /** At that time of the machine the other clock was there. */
  void add(long nanos, long micros) {
    if (count == 0) {
      firstNanos = nanos;
      firstMicros = micros;
    }
    double x = (nanos - firstNanos) / 1e9;
    // How far it is ahead, so that the double has all its digits for the drift alone.
    double y = (micros - firstMicros) - (nanos - firstNanos) / 1e3;
    count++;
    double distance = x - meanX;
    meanX += distance / count;
    meanY += (y - meanY) / count;
    squares += distance * (x - meanX);
    products += distance * (y - meanY);
    lastSeconds = x;
  }

  void clear() {
    count = 0;
    meanX = 0;
    meanY = 0;
    squares = 0;
    products = 0;
    lastSeconds = 0;
  }

  /** Microseconds gained a second, above zero where the other clock is faster. */
  OptionalDouble ppm() {
    return lastSeconds < SHORTEST_SECONDS || squares <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(products / squares);
  }
}
