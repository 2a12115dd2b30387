package io.av4j.push;

import io.av4j.clock.NanoClock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Lets callers wait for what a push comes to. They look again after each step of its control. */
final class PushWaiters {
  private final String push;
  private final NanoClock clock;
  private boolean over;

  PushWaiters(String push, NanoClock clock) {
    this.push = push;
    this.clock = clock;
  }

  /** The control has taken a step. */
  synchronized void stepped() {
    notifyAll();
  }

  /** The push is over, with all that belongs to its end. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  synchronized boolean isOver() {
    return over;
  }

  /**
   * Waits for a condition, no longer than the timeout.
   *
   * @return whether it holds
   * @throws CancellationException if this thread is interrupted, which stays set
   */
  synchronized boolean await(BooleanSupplier condition, Duration timeout) {
    long deadline = clock.nanoTimeAfter(timeout);
    try {
      while (!condition.getAsBoolean() && !clock.isPast(deadline)) {
        TimeUnit.NANOSECONDS.timedWait(this, deadline - clock.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the push " + push);
    }
    return condition.getAsBoolean();
  }

  /**
   * Waits for the end that was asked for; an interrupt stays set and ends the wait.
   *
   * @return whether the push is over
   */
  boolean awaitOver(Duration timeout) {
    try {
      return await(this::isOver, timeout);
    } catch (CancellationException e) {
      return isOver();
    }
  }
}
