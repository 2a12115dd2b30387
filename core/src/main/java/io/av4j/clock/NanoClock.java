package io.av4j.clock;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/**
 * Where time comes from, so that a test can bring its own. Monotonic; unrelated to the wall clock.
 */
public interface NanoClock {
  /** A time that never comes. */
  long NEVER = Long.MAX_VALUE;

  /** The current time in nanoseconds from some fixed point, as {@link System#nanoTime()}. */
  long nanoTime();

  /**
   * Waits until the time is there, or another thread {@linkplain LockSupport#unpark unparks} this
   * one. Like any park it may return early without a reason, so its caller looks again.
   *
   * @throws InterruptedException if the thread is interrupted before or meanwhile
   */
  void waitUntil(long nanoTime) throws InterruptedException;

  /**
   * Waits on a condition, whose lock the caller holds, until it is signalled or the time is there.
   * Like any wait on a condition it may return early without a reason, so its caller looks again.
   *
   * @throws InterruptedException if the thread is interrupted before or meanwhile
   */
  @SuppressWarnings("WaitNotInLoop") // the caller's
  default void awaitUntil(Condition condition, long nanoTime) throws InterruptedException {
    if (nanoTime == NEVER) {
      condition.await();
    } else if (!isPast(nanoTime)) {
      long unused = condition.awaitNanos(nanoTime - nanoTime());
    }
  }

  /** Whether the time is there. */
  default boolean isPast(long nanoTime) {
    return nanoTime != NEVER && nanoTime() - nanoTime >= 0;
  }

  /**
   * The time at which the timeout, begun now, is over; one of more than 73 years counts as that.
   */
  default long nanoTimeAfter(Duration timeout) {
    return nanoTime() + PacerSchedule.nanos(timeout);
  }

  /** The machine's monotonic clock. */
  static NanoClock system() {
    return SystemClock.INSTANCE;
  }

  /** The one place in av4j that waits for time to pass. */
  final class SystemClock implements NanoClock {
    private static final SystemClock INSTANCE = new SystemClock();

    private SystemClock() {}

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void waitUntil(long nanoTime) throws InterruptedException {
      if (nanoTime == NEVER) {
        LockSupport.park(this);
      } else if (!isPast(nanoTime)) {
        LockSupport.parkNanos(this, nanoTime - System.nanoTime());
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
