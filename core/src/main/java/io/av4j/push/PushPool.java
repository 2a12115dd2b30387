package io.av4j.push;

import io.av4j.push.control.ControlThread;
import io.av4j.push.plan.PoolLimits;
import io.av4j.push.plan.PushCost;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.PushEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a bounded number of pushes and lets a bounded number wait, in the order of their priority
 * and then of their coming.
 *
 * <p>The one at the head starts when it fits into the limits; none behind it overtakes it, so a
 * large one is not starved by small ones. All methods may be called from any thread. The opener
 * closes it.
 */
public final class PushPool implements AutoCloseable {
  private final Launcher launcher;
  private final Object lock = new Object();

  // Under the lock.
  private final PoolQueue queue;
  private long sequence;

  /** Starts a push; the task is to run when it has ended. */
  @FunctionalInterface
  interface Launcher {
    LivePush start(PushPlan plan, @Nullable Consumer<PushEvent> listener, Runnable afterEnd);
  }

  PushPool(PoolLimits limits, Launcher launcher) {
    this.queue = new PoolQueue(limits);
    this.launcher = launcher;
  }

  /** An empty pool. */
  public static PushPool of(PoolLimits limits) {
    return new PushPool(limits, LivePush::start);
  }

  /** Runs a push as soon as there is room, at its estimated cost and priority 0. */
  public PushTicket submit(PushPlan plan) {
    return submit(plan, 0, PushCost.of(plan), null);
  }

  /**
   * Runs a push as soon as there is room.
   *
   * @param priority higher goes first
   * @param listener of the push's events, or null
   * @throws RejectedExecutionException if as many wait as may, the push alone is beyond the budget,
   *     or the pool is closed; the message says which
   */
  public PushTicket submit(
      PushPlan plan, int priority, PushCost cost, @Nullable Consumer<PushEvent> listener) {
    PushTicket ticket;
    List<PushTicket> next;
    synchronized (lock) {
      queue.requireRoom(plan, cost);
      ticket = new PushTicket(this, plan, priority, ++sequence, cost, listener);
      queue.add(ticket);
      next = queue.promote();
      if (ticket.state() == PushTicket.State.WAITING) {
        ticket.expireWith(
            ControlThread.after(
                TimeUnit.NANOSECONDS.convert(queue.limits().patience()), () -> expire(ticket)));
      }
    }
    begin(next);
    return ticket;
  }

  /** Outside of the lock, as a push may fail to start. */
  private void begin(List<PushTicket> tickets) {
    for (PushTicket ticket : tickets) {
      try {
        LivePush push = launcher.start(ticket.plan(), ticket.listener(), () -> ended(ticket, null));
        ticket.started(push);
        if (isClosed()) {
          push.requestStop();
        }
      } catch (RuntimeException | Error e) {
        // Of this push alone; who asked for another one to end or to start is not to pay for it.
        ended(ticket, e);
      }
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return queue.isClosed();
    }
  }

  /** A push has ended, or could not be started: the next may begin. */
  private void ended(PushTicket ticket, @Nullable Throwable failure) {
    List<PushTicket> next;
    synchronized (lock) {
      if (!queue.ended(ticket)) {
        return;
      }
      if (failure == null) {
        ticket.over(PushTicket.State.ENDED);
      } else {
        ticket.failed(failure);
      }
      next = queue.promote();
    }
    begin(next);
  }

  private void expire(PushTicket ticket) {
    leave(ticket, PushTicket.State.TIMED_OUT);
  }

  private boolean leave(PushTicket ticket, PushTicket.State last) {
    List<PushTicket> next;
    synchronized (lock) {
      if (!queue.leave(ticket)) {
        return false;
      }
      ticket.over(last);
      next = queue.promote();
    }
    begin(next);
    return true;
  }

  /** Takes a ticket out of the queue; the push where it runs already, to be stopped. */
  @Nullable LivePush withdraw(PushTicket ticket) {
    return leave(ticket, PushTicket.State.CANCELLED) ? null : ticket.push().orElse(null);
  }

  /** Other limits, from now on. What runs beyond them goes on. */
  public void changeLimits(PoolLimits others) {
    List<PushTicket> next;
    synchronized (lock) {
      queue.limits(others);
      next = queue.promote();
    }
    begin(next);
  }

  int positionOf(PushTicket ticket) {
    synchronized (lock) {
      return queue.positionOf(ticket);
    }
  }

  /** The push of that name that runs or waits; the oldest, where several bear it. */
  public Optional<PushTicket> ticket(String name) {
    synchronized (lock) {
      return queue.find(name);
    }
  }

  /** Those that run now. */
  public List<PushTicket> running() {
    synchronized (lock) {
      return queue.running();
    }
  }

  /** Those that wait, the next one first. */
  public List<PushTicket> waiting() {
    synchronized (lock) {
      return queue.waiting();
    }
  }

  /**
   * Takes on nothing more, gives the waiting ones back and stops the running ones gracefully, all
   * at once. Waits for them, as long as the slowest may take.
   *
   * @return the plans that never ran, in their order
   */
  public List<PushPlan> shutdown() {
    List<PushTicket> unserved;
    List<LivePush> active;
    synchronized (lock) {
      unserved = queue.close();
      unserved.forEach(ticket -> ticket.over(PushTicket.State.CANCELLED));
      active = queue.running().stream().flatMap(ticket -> ticket.push().stream()).toList();
    }
    active.forEach(LivePush::requestStop);
    active.forEach(LivePush::stop);
    return unserved.stream().map(PushTicket::plan).toList();
  }

  /** As {@link #shutdown()}. Idempotent. */
  @Override
  public void close() {
    shutdown();
  }
}
