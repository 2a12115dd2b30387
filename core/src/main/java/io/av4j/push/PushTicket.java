package io.av4j.push;

import io.av4j.push.plan.PushCost;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.PushEvent;
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
    TIMED_OUT,
    /** Its turn came, but it could not be started; {@link PushTicket#failure()} tells why. */
    NOT_STARTED
  }

  private final PushPool pool;
  private final PushPlan plan;
  private final int priority;
  private final long sequence;
  private final PushCost cost;
  private final @Nullable Consumer<PushEvent> listener;
  private final CountDownLatch over = new CountDownLatch(1);

  // Written under the pool's lock, but for the push, which its starter sets once.
  private volatile State state = State.WAITING;
  private volatile @Nullable LivePush push;
  private volatile @Nullable Throwable failure;
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

  @Nullable Consumer<PushEvent> listener() {
    return listener;
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

  /** Why it could not be started, where that is so. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Takes it out of the queue, or stops it gracefully and waits for that. Idempotent. */
  public void cancel() {
    LivePush running = pool.withdraw(this);
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
      return over.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for " + plan.name());
    }
  }

  // What the pool does under its lock.

  void expireWith(Future<?> timeout) {
    expiry = timeout;
  }

  void leaveQueue(State next) {
    Future<?> timeout = expiry;
    if (timeout != null) {
      timeout.cancel(false);
    }
    state = next;
  }

  void started(LivePush running) {
    push = running;
  }

  void failed(Throwable why) {
    failure = why;
    over(State.NOT_STARTED);
  }

  void over(State last) {
    leaveQueue(last);
    over.countDown();
  }
}
