package io.av4j.benchmarks.fleet;

import io.av4j.clock.NanoClock;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The machine's clock, which notes how late it woke those who waited for a time: the pacing errors
 * of all pushes together. Any thread.
 */
public final class Lateness implements NanoClock {
  private static final long BUCKET_NANOS = 100_000;
  private static final int BUCKETS = 20_001;

  private final NanoClock clock = NanoClock.system();
  private final AtomicLongArray errors = new AtomicLongArray(BUCKETS);

  /** A clock that has seen nobody wait. */
  public Lateness() {}

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public void waitUntil(long nanoTime) throws InterruptedException {
    clock.waitUntil(nanoTime);
    long late = clock.nanoTime() - nanoTime;
    if (late >= 0) {
      errors.incrementAndGet((int) Math.min(BUCKETS - 1, late / BUCKET_NANOS));
    }
  }

  /** What that part of all waits did not exceed, in milliseconds; 0 before the first wait. */
  public double quantileMillis(double part) {
    long all = 0;
    for (int i = 0; i < BUCKETS; i++) {
      all += errors.get(i);
    }
    long wanted = (long) Math.ceil(all * part);
    long seen = 0;
    for (int i = 0; i < BUCKETS && wanted > 0; i++) {
      seen += errors.get(i);
      if (seen >= wanted) {
        return (i + 1) * BUCKET_NANOS / 1e6;
      }
    }
    return 0;
  }
}
