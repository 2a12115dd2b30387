package io.av4j.push;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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
  private static final Comparator<PushTicket> ORDER =
      Comparator.comparingInt(PushTicket::priority)
          .reversed()
          .thenComparingLong(PushTicket::sequence);

  private final PoolLimits limits;
  private final Object lock = new Object();
  private final PriorityQueue<PushTicket> waiting = new PriorityQueue<>(ORDER);
  private final List<PushTicket> running = new ArrayList<>();
  private final ScheduledExecutorService timer;
  private long sequence;
  private double cores;
  private long bytes;
  private boolean closed;

  private PushPool(PoolLimits limits) {
    this.limits = limits;
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "av4j-pool");
              thread.setDaemon(true);
              return thread;
            });
    one.setRemoveOnCancelPolicy(true);
    timer = one;
  }

  /** An empty pool. */
  public static PushPool of(PoolLimits limits) {
    return new PushPool(limits);
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
    synchronized (lock) {
      if (closed) {
        throw new RejectedExecutionException("the pool is closed");
      }
      if (cost.cores() > limits.cores() || cost.bytes() > limits.bytes()) {
        throw new RejectedExecutionException(
            plan.name() + " needs " + cost + ", more than the pool's budget of " + limits);
      }
      PushTicket ticket = new PushTicket(this, plan, priority, ++sequence, cost, listener);
      boolean atOnce = waiting.isEmpty() && fits(cost);
      if (!atOnce && waiting.size() >= limits.waiting()) {
        throw new RejectedExecutionException(
            plan.name()
                + ": "
                + running.size()
                + " pushes run and "
                + waiting.size()
                + " wait, which is as many as may");
      }
      waiting.add(ticket);
      startThoseThatFit();
      if (ticket.state() == PushTicket.State.WAITING) {
        ticket.expireWith(
            timer.schedule(
                () -> expire(ticket), limits.patience().toNanos(), TimeUnit.NANOSECONDS));
      }
      return ticket;
    }
  }

  private boolean fits(PushCost cost) {
    return running.size() < limits.running()
        && cores + cost.cores() <= limits.cores()
        && bytes + cost.bytes() <= limits.bytes();
  }

  /** Under the lock. */
  private void startThoseThatFit() {
    PushTicket head;
    while (!closed && (head = waiting.peek()) != null && fits(head.cost())) {
      waiting.poll();
      running.add(head);
      cores += head.cost().cores();
      bytes += head.cost().bytes();
      head.begin();
    }
  }

  private void expire(PushTicket ticket) {
    synchronized (lock) {
      if (waiting.remove(ticket)) {
        ticket.over(PushTicket.State.TIMED_OUT);
      }
    }
  }

  /** A push has ended: the next may begin. On the push's thread. */
  void ended(PushTicket ticket) {
    synchronized (lock) {
      if (running.remove(ticket)) {
        cores -= ticket.cost().cores();
        bytes -= ticket.cost().bytes();
        startThoseThatFit();
      }
    }
  }

  /** Takes a ticket out of the queue; false if it is not there any longer. */
  boolean withdraw(PushTicket ticket) {
    synchronized (lock) {
      return waiting.remove(ticket);
    }
  }

  int positionOf(PushTicket ticket) {
    synchronized (lock) {
      if (!waiting.contains(ticket)) {
        return 0;
      }
      return 1 + (int) waiting.stream().filter(other -> ORDER.compare(other, ticket) < 0).count();
    }
  }

  /** Those that run now. */
  public List<PushTicket> running() {
    synchronized (lock) {
      return List.copyOf(running);
    }
  }

  /** Those that wait, the next one first. */
  public List<PushTicket> waiting() {
    synchronized (lock) {
      return waiting.stream().sorted(ORDER).toList();
    }
  }

  /**
   * Takes on nothing more, gives the waiting ones back and stops the running ones gracefully, side
   * by side. Waits for them.
   *
   * @return the plans that never ran, in their order
   */
  public List<PushPlan> shutdown() {
    List<PushTicket> unserved;
    List<PushTicket> active;
    synchronized (lock) {
      closed = true;
      unserved = waiting();
      waiting.clear();
      unserved.forEach(ticket -> ticket.over(PushTicket.State.CANCELLED));
      active = List.copyOf(running);
    }
    timer.shutdownNow();
    active.parallelStream().forEach(PushTicket::cancel);
    return unserved.stream().map(PushTicket::plan).toList();
  }

  /** As {@link #shutdown()}. Idempotent. */
  @Override
  public void close() {
    shutdown();
  }
}
