package io.av4j.push;

import io.av4j.push.plan.PoolLimits;
import io.av4j.push.plan.PushCost;
import io.av4j.push.plan.PushPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

/** Which pushes of a pool run and which wait. Guarded by the pool's lock; starts nothing. */
final class PoolQueue {
  private static final Comparator<PushTicket> ORDER =
      Comparator.comparingInt(PushTicket::priority)
          .reversed()
          .thenComparingLong(PushTicket::sequence);

  private final PriorityQueue<PushTicket> waiting = new PriorityQueue<>(ORDER);
  private final List<PushTicket> running = new ArrayList<>();
  private PoolLimits limits;
  private double cores;
  private long bytes;
  private boolean closed;

  PoolQueue(PoolLimits limits) {
    this.limits = limits;
  }

  PoolLimits limits() {
    return limits;
  }

  void limits(PoolLimits others) {
    limits = others;
  }

  boolean isClosed() {
    return closed;
  }

  /** Refuses a push that may not even wait. */
  void requireRoom(PushPlan plan, PushCost cost) {
    if (closed) {
      throw new RejectedExecutionException("the pool is closed");
    }
    if (cost.cores() > limits.cores() || cost.bytes() > limits.bytes()) {
      throw new RejectedExecutionException(
          plan.name() + " needs " + cost + ", more than the pool's budget of " + limits);
    }
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
  }

  private boolean fits(PushCost cost) {
    return running.size() < limits.running()
        && cores + cost.cores() <= limits.cores()
        && bytes + cost.bytes() <= limits.bytes();
  }

  void add(PushTicket ticket) {
    waiting.add(ticket);
  }

  /** Takes those that fit now out of the queue; they count as running. */
  List<PushTicket> promote() {
    List<PushTicket> next = new ArrayList<>();
    PushTicket head;
    while (!closed && (head = waiting.peek()) != null && fits(head.cost())) {
      waiting.poll();
      head.leaveQueue(PushTicket.State.RUNNING);
      running.add(head);
      cores += head.cost().cores();
      bytes += head.cost().bytes();
      next.add(head);
    }
    return next;
  }

  /** Whether it ran until now. */
  boolean ended(PushTicket ticket) {
    boolean ran = running.remove(ticket);
    if (ran) {
      cores -= ticket.cost().cores();
      bytes -= ticket.cost().bytes();
    }
    return ran;
  }

  /** Whether it waited until now. */
  boolean leave(PushTicket ticket) {
    return waiting.remove(ticket);
  }

  int positionOf(PushTicket ticket) {
    if (!waiting.contains(ticket)) {
      return 0;
    }
    return 1 + (int) waiting.stream().filter(other -> ORDER.compare(other, ticket) < 0).count();
  }

  Optional<PushTicket> find(String name) {
    return Stream.concat(running.stream(), waiting.stream())
        .filter(ticket -> ticket.plan().name().equals(name))
        .min(Comparator.comparingLong(PushTicket::sequence));
  }

  List<PushTicket> running() {
    return List.copyOf(running);
  }

  List<PushTicket> waiting() {
    return waiting.stream().sorted(ORDER).toList();
  }

  /** Takes nothing more, and gives up those that wait. */
  List<PushTicket> close() {
    closed = true;
    List<PushTicket> unserved = waiting();
    waiting.clear();
    return unserved;
  }
}
