package io.av4j.benchmarks.fleet;

import io.av4j.clock.Histogram;
import io.av4j.clock.NanoClock;

/**
 * The machine's clock, which notes how late it woke those who waited for a time: the pacing errors
 * of all pushes together. Any thread.
 */
public final class Lateness implements NanoClock {
  private final NanoClock clock = NanoClock.system();
  private final Histogram errors = new Histogram();

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
    // Who wakes before the time waits again.
    if (late >= 0) {
      errors.count(late);
    }
  }

  /** What that part of all waits did not exceed, in milliseconds; 0 before the first wait. */
  public double quantileMillis(double part) {
    return errors.quantile(part).toNanos() / 1e6;
  }
}
