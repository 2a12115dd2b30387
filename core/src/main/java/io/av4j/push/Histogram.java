package io.av4j.push;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/** How often something took how long, to about a tenth. Any thread. */
final class Histogram {
  private static final int PER_OCTAVE = 8;
  private static final int BUCKETS = 40 * PER_OCTAVE;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
  private volatile long max;

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread counts
  void count(long nanos) {
    max = Math.max(max, nanos);
    counts.incrementAndGet(bucket(nanos));
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
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += counts.get(i);
    }
    long wanted = (long) Math.ceil(total * part);
    long seen = 0;
    for (int i = 0; i < BUCKETS && wanted > 0; i++) {
      seen += counts.get(i);
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
