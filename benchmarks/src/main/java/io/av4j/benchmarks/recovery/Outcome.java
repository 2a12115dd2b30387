package io.av4j.benchmarks.recovery;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a fault did to a pusher.
 *
 * @param noticed seconds from the fault until the pusher gave its connection up, empty if it never
 *     did
 * @param back seconds from the fault's end until the server had the stream, infinite if it did not
 *     get it in time
 * @param runs whether the pusher's process still runs
 */
record Outcome(OptionalDouble noticed, double back, boolean runs) {
  /** A part of a line of progress. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "noticed after %.2f s, back after %.2f s%s",
        noticed.orElse(Double.NaN),
        back,
        runs ? "" : ", its process has ended");
  }
}
