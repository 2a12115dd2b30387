package io.av4j.clock;

/** How often which size occurred, in steps of 0.1 ms up to 1 s; what is above counts as that. */
final class Histogram {
  private static final int STEP_MICROS = 100;
  private static final int STEPS = 10_001;

  private final long[] counts = new long[STEPS];
  private long count;
  private long largest;

  void add(long micros) {
    count++;
    largest = Math.max(largest, micros);
    counts[(int) Math.min(STEPS - 1, micros / STEP_MICROS)]++;
  }

  long count() {
    return count;
  }

  long largest() {
    return largest;
  }

  /** What that part of all values, 0 to 1, is not above, in microseconds; 0 without values. */
  long quantile(double part) {
    long wanted = Math.max(1, (long) Math.ceil(count * part));
    long seen = 0;
    for (int i = 0; i < STEPS - 1; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Math.min(largest, (i + 1L) * STEP_MICROS);
      }
    }
    return largest;
  }
}
