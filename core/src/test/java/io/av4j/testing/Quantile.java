package io.av4j.testing;

import java.util.Collection;

/** What part of some values is not above which one. */
public final class Quantile {
  private Quantile() {}

  /** The smallest of the values that this part of them is not above; NaN of none. */
  public static double of(Collection<Double> values, double part) {
    double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(sorted.length * part) - 1)];
  }
}
