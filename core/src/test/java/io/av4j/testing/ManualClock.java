package io.av4j.testing;

import io.av4j.clock.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/**
 * Time that passes only when the test says so. Threads that wait for a time do wait, and go on when
 * it is there. Any thread.
 */
public final class ManualClock implements NanoClock {
  // A condition does not tell its lock, so nobody can signal it from here.
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final List<Long> waits = new ArrayList<>();
  private long now = TimeUnit.HOURS.toNanos(3);

  /** A clock that stands. */
  public ManualClock() {}

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  /** Lets that much time pass at once. */
  public synchronized void advance(Duration time) {
    now += time.toNanos();
  }

  @Override
  public void waitUntil(long nanoTime) throws InterruptedException {
    begin(nanoTime);
    try {
      if (!isPast(nanoTime)) {
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    } finally {
      end(nanoTime);
    }
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // the caller's
  public void awaitUntil(Condition condition, long nanoTime) throws InterruptedException {
    begin(nanoTime);
    try {
      if (!isPast(nanoTime)) {
        long unused = condition.awaitNanos(LOOK_NANOS);
      }
    } finally {
      end(nanoTime);
    }
  }

  private synchronized void begin(long nanoTime) {
    waits.add(nanoTime);
  }

  private synchronized void end(long nanoTime) {
    waits.remove(nanoTime);
  }

  private synchronized boolean isAwaited(long nanoTime) {
    return waits.contains(nanoTime);
  }

  /** Waits until a thread waits for that time, of {@link #nanoTime()}. */
  public void awaitWaitFor(long nanoTime) {
    Await.until(
        () -> isAwaited(nanoTime), () -> "nobody waits for " + nanoTime + ", now " + nanoTime());
  }
}
