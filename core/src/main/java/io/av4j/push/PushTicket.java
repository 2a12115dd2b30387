package io.av4j.push;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A push's place in a {@link PushPool}. All methods may be called from any thread. */
public final class PushTicket {
  /** Where a push in a pool stands. */
  public enum State {
    /** In the queue. */
    WAITING,
    /** Started. */
    RUNNING,
    /** Has run and is over; the push itself tells how it went. */
    ENDED,
    /** Taken out of the queue before it ran. */
    CANCELLED,
    /** Waited longer than the pool's patience. */
    TIMED_OUT
  }

  private final PushPool pool;
  private final PushPlan plan;
  private final int priority;
  private final long sequence;
  private final PushCost cost;
  private final @Nullable Consumer<PushEvent> listener;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile State state = State.WAITING;
  private volatile @Nullable LivePush push;
  private @Nullable Future<?> expiry;

  PushTicket(
      PushPool pool,
      PushPlan plan,
      int priority,
      long sequence,
      PushCost cost,
      @Nullable Consumer<PushEvent> listener) {
    this.pool = pool;
    this.plan = plan;
    this.priority = priority;
    this.sequence = sequence;
    this.cost = cost;
    this.listener = listener;
  }

  /** What it is about. */
  public PushPlan plan() {
    return plan;
  }

  /** Higher goes first. */
  public int priority() {
    return priority;
  }

  long sequence() {
    return sequence;
  }

  PushCost cost() {
    return cost;
  }

  /** Where it stands. */
  public State state() {
    return state;
  }

  /** Its place in the queue, 1 for the next to run; 0 when it does not wait. */
  public int position() {
    return pool.positionOf(this);
  }

  /** The push, once it runs. */
  public Optional<LivePush> push() {
    return Optional.ofNullable(push);
  }

  /** Under the pool's lock. */
  void begin() {
    Future<?> timeout = expiry;
    if (timeout != null) {
      timeout.cancel(false);
    }
    state = State.RUNNING;
    push =
        LivePush.start(
            plan,
            listener,
            () -> {
              over(State.ENDED);
              pool.ended(this);
            });
  }

  void expireWith(Future<?> timeout) {
    expiry = timeout;
  }

  void over(State last) {
    state = last;
    over.countDown();
  }

  /** Takes it out of the queue, or stops it gracefully and waits for that. Idempotent. */
  public void cancel() {
    if (pool.withdraw(this)) {
      over(State.CANCELLED);
      return;
    }
    LivePush running = push;
    if (running != null) {
      running.stop();
    }
  }

  /**
   * Waits until it has ended or left the queue.
   *
   * @return whether it has, within the timeout
   * @throws CancellationException if this thread is interrupted, which stays set
   */
  public boolean await(Duration timeout) {
    try {
      return over.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for " + plan.name());
    }
  }
}
