package io.av4j.clock;

import java.util.concurrent.locks.LockSupport;

/**
 * Where time comes from, so that a test can bring its own. Monotonic; unrelated to the wall clock.
 */
public interface NanoClock {

  /** The current time in nanoseconds from some fixed point, as {@link System#nanoTime()}. */
  long nanoTime();

  /**
   * Waits until the time is there. May return up to 20 ms early, so that whoever waits can look
   * whether it still should.
   *
   * @throws InterruptedException if the thread is interrupted before or meanwhile
   */
  void waitUntil(long nanoTime) throws InterruptedException;

  /** The machine's monotonic clock. */
  static NanoClock system() {
    return SystemClock.INSTANCE;
  }

  /** The one place in av4j that waits for time to pass. */
  final class SystemClock implements NanoClock {
    private static final SystemClock INSTANCE = new SystemClock();
    private static final long LONGEST_SLICE = 20_000_000;

    private SystemClock() {}

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void waitUntil(long nanoTime) throws InterruptedException {
      long start = System.nanoTime();
      long left = nanoTime - start;
      while (left > 0 && System.nanoTime() - start < LONGEST_SLICE) {
        LockSupport.parkNanos(this, Math.min(left, LONGEST_SLICE));
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        left = nanoTime - System.nanoTime();
      }
    }
  }
}
