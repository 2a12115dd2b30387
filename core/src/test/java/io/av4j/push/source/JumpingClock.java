package io.av4j.push.source;

import io.av4j.clock.NanoClock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/** Time that passes only by being waited for, and then at once. */
final class JumpingClock implements NanoClock {
  private final AtomicLong now = new AtomicLong(7_000_000_000L);

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  public void waitUntil(long nanoTime) {
    now.accumulateAndGet(nanoTime, Math::max);
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // the caller's
  public void awaitUntil(Condition condition, long nanoTime) throws InterruptedException {
    if (nanoTime == NEVER) {
      condition.await();
    } else {
      waitUntil(nanoTime);
    }
  }

  double seconds() {
    return (now.get() - 7_000_000_000L) / 1e9;
  }
}
