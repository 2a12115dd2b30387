package io.av4j.pipeline;

import io.av4j.clock.NanoClock;
import io.av4j.flow.InletClosedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What waits for one thread, within limits. Several threads may put, one takes. */
final class BoundedQueue {
  private final String name;
  private final QueueLimits limits;
  private final long mostNanos;
  private final NanoClock clock;
  private final Choke choke;
  private final Supplier<InletClosedException> refusal;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notFull = lock.newCondition();
  private final Condition notEmpty = lock.newCondition();

  // Under the lock.
  private final Deque<QueueEntry> entries = new ArrayDeque<>();
  private int items;
  private long bytes;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    /** What waits is still taken, nothing more comes in. */
    ENDING,
    /** What waited was dropped. */
    CLOSED
  }

  /**
   * @param choke told while its source waits for room
   * @param refusal makes what is thrown at those who come too late
   */
  BoundedQueue(
      String name,
      QueueLimits limits,
      NanoClock clock,
      Choke choke,
      Supplier<InletClosedException> refusal) {
    this.name = name;
    this.limits = limits;
    this.mostNanos = limits.mediaTime().toNanos();
    this.clock = clock;
    this.choke = choke;
    this.refusal = refusal;
  }

  private boolean isFull(QueueEntry.Lane lane) {
    return state == State.OPEN
        && items > 0
        && (items >= limits.items() || bytes >= limits.bytes() || lane.nanos >= mostNanos);
  }

  /**
   * Queues an item behind all others, as soon as there is room. If it does not, for whatever
   * reason, it releases it.
   *
   * @param until when to give up; {@link NanoClock#NEVER} waits as long as it takes, and a time
   *     that is past does not wait
   * @return whether there was room in time
   */
  boolean put(QueueEntry entry, long until) {
    boolean queued = false;
    lock.lock();
    try {
      if (awaitRoom(entry.lane(), until)) {
        add(entry);
        queued = true;
      }
      return queued;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for " + name);
    } finally {
      lock.unlock();
      if (!queued) {
        entry.release();
      }
    }
  }

  /** Whether an item would be queued, or refused, without a wait. */
  boolean hasRoom(QueueEntry.Lane lane) {
    lock.lock();
    try {
      return !isFull(lane);
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitRoom(QueueEntry.Lane lane, long until) throws InterruptedException {
    if (!isFull(lane)) {
      return true;
    }
    choke.setWaiting(true);
    try {
      while (isFull(lane)) {
        if (clock.isPast(until)) {
          return false;
        }
        clock.awaitUntil(notFull, until);
      }
      return true;
    } finally {
      choke.setWaiting(false);
    }
  }

  /** Queues a task, which needs no room. */
  void putTask(Runnable work) {
    lock.lock();
    try {
      add(QueueEntry.task(work));
    } finally {
      lock.unlock();
    }
  }

  private void add(QueueEntry entry) {
    if (state != State.OPEN) {
      throw refusal.get();
    }
    entries.add(entry);
    if (entry.item() != null) {
      items++;
      bytes += entry.bytes();
      entry.lane().nanos += entry.nanos();
    }
    notEmpty.signal();
  }

  /**
   * The next entry, for the caller to release.
   *
   * @param until when to give up, as for {@link #put}
   * @return null if none came in time, or the queue is over
   */
  @Nullable QueueEntry take(long until) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (entries.isEmpty() && state == State.OPEN) {
        if (clock.isPast(until)) {
          return null;
        }
        clock.awaitUntil(notEmpty, until);
      }
      QueueEntry entry = entries.poll();
      if (entry != null && entry.item() != null) {
        items--;
        bytes -= entry.bytes();
        entry.lane().nanos -= entry.nanos();
        notFull.signalAll();
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }

  /** Queues a last task and refuses all that comes behind it. Without effect where it has ended. */
  void end(Runnable last) {
    lock.lock();
    try {
      if (state == State.OPEN) {
        add(QueueEntry.task(last));
        state = State.ENDING;
        notFull.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Queues the end of an inlet; where the whole queue has ended, that goes without saying. */
  void endInlet(Runnable task) {
    lock.lock();
    try {
      if (state != State.ENDING) {
        add(QueueEntry.task(task));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is left to take and nothing more will come. */
  boolean isOver() {
    lock.lock();
    try {
      return state != State.OPEN && entries.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what waits and refuses all that comes. Idempotent. */
  void close() {
    lock.lock();
    try {
      state = State.CLOSED;
      entries.forEach(QueueEntry::release);
      entries.clear();
      items = 0;
      bytes = 0;
      notFull.signalAll();
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
  }

  QueueDepth depth() {
    lock.lock();
    try {
      long longest = entries.stream().mapToLong(entry -> entry.lane().nanos).max().orElse(0);
      return new QueueDepth(name, items, bytes, Duration.ofNanos(longest), limits);
    } finally {
      lock.unlock();
    }
  }
}
