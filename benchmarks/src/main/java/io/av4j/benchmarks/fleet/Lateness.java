package io.av4j.benchmarks.fleet;

import io.av4j.clock.NanoClock;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The machine's clock, which notes how late it woke those who waited for a time: the pacing errors
 * of all pushes together. Any thread.
 */
public final class Lateness implements NanoClock {
  private static final long BUCKET_NANOS = 100_000;
  private static final int BUCKETS = 20_001;

  private final AtomicLongArray errors = new AtomicLongArray(BUCKETS);

  /** A clock that has seen nobody wait. */
  public Lateness() {}

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /** Waits in one piece; who is to stop waiting is interrupted. */
  @Override
  public void waitUntil(long nanoTime) throws InterruptedException {
    long left = nanoTime - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      left = nanoTime - System.nanoTime();
    }
    errors.incrementAndGet((int) Math.min(BUCKETS - 1, -left / BUCKET_NANOS));
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
