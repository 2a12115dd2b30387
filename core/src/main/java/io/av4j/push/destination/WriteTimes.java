package io.av4j.push.destination;

import java.time.Duration;

/** How often a write took how long, to about a tenth. Serves one thread at a time. */
final class WriteTimes {
  private static final int PER_OCTAVE = 8;
  private static final int BUCKETS = 40 * PER_OCTAVE;

  private final int[] counts = new int[BUCKETS];
  private long max;
  private long total;

  void add(long nanos) {
    max = Math.max(max, nanos);
    counts[bucket(nanos)]++;
    total++;
  }

  private static int bucket(long nanos) {
    if (nanos < PER_OCTAVE) {
      return (int) Math.max(0, nanos);
    }
    int octave = 63 - Long.numberOfLeadingZeros(nanos);
    int part = (int) ((nanos >> (octave - 3)) & (PER_OCTAVE - 1));
    return Math.min(BUCKETS - 1, (octave - 2) * PER_OCTAVE + part);
  }

  private static long upperEdge(int bucket) {
    if (bucket < PER_OCTAVE) {
      return bucket;
    }
    int octave = bucket / PER_OCTAVE + 2;
    long part = bucket % PER_OCTAVE;
    return ((PER_OCTAVE + part + 1) << (octave - 3)) - 1;
  }

  /** The time that this part of all did not exceed; zero where nothing was counted. */
  Duration quantile(double part) {
    long wanted = (long) Math.ceil(total * part);
    long seen = 0;
    for (int i = 0; i < BUCKETS && wanted > 0; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Duration.ofNanos(Math.min(max, upperEdge(i)));
      }
    }
    return Duration.ZERO;
  }

  Duration max() {
    return Duration.ofNanos(max);
  }
}
