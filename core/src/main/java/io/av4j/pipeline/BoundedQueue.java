package io.av4j.pipeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What waits for one thread, within limits. Several threads may put, one takes. */
final class BoundedQueue {
  private final String name;
  private final QueueLimits limits;
  private final long mostNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notFull = lock.newCondition();
  private final Condition notEmpty = lock.newCondition();
  private final Deque<Entry> entries = new ArrayDeque<>();
  private int items;
  private long bytes;
  private boolean closed;

  /**
   * Something to do in its turn.
   *
   * @param work what
   * @param item what is released when it is done or dropped; null for a task, which takes no room
   * @param lane how much media time waits on the inlet it came by
   */
  record Entry(Runnable work, @Nullable AutoCloseable item, long bytes, long nanos, Lane lane) {
    static Entry task(Runnable work) {
      return new Entry(work, null, 0, 0, new Lane());
    }

    void release() {
      if (item != null) {
        try {
          item.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** The media time that waits of one inlet; guarded by the queue's lock. */
  static final class Lane {
    private long nanos;
  }

  BoundedQueue(String name, QueueLimits limits) {
    this.name = name;
    this.limits = limits;
    this.mostNanos = limits.mediaTime().toNanos();
  }

  /** Whether an item could be queued at once. */
  private boolean hasRoom(Lane lane) {
    return items == 0
        || (items < limits.items() && bytes < limits.bytes() && lane.nanos < mostNanos);
  }

  /**
   * Queues an item behind all others, as soon as there is room. The queue releases it, whatever
   * happens.
   *
   * @param waiting told before and after a wait
   */
  void put(Entry entry, Runnable waiting, Runnable waited) {
    boolean queued = false;
    lock.lock();
    try {
      if (!hasRoom(entry.lane) && !closed) {
        waiting.run();
        try {
          while (!hasRoom(entry.lane) && !closed) {
            notFull.await();
          }
        } finally {
          waited.run();
        }
      }
      add(entry);
      queued = true;
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

  /** Queues a task, which needs no room. */
  void putTask(Runnable work) {
    lock.lock();
    try {
      add(Entry.task(work));
    } finally {
      lock.unlock();
    }
  }

  private void add(Entry entry) {
    if (closed) {
      throw new CancellationException(name + " has been stopped");
    }
    entries.add(entry);
    if (entry.item != null) {
      items++;
      bytes += entry.bytes;
      entry.lane.nanos += entry.nanos;
    }
    notEmpty.signal();
  }

  /** The next entry, for the caller to release; null once the queue is closed. */
  @Nullable Entry take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (entries.isEmpty() && !closed) {
        notEmpty.await();
      }
      Entry entry = entries.poll();
      if (entry != null && entry.item != null) {
        items--;
        bytes -= entry.bytes;
        entry.lane.nanos -= entry.nanos;
        notFull.signalAll();
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }

  /** Drops what waits and refuses all that comes. Idempotent. */
  void close() {
    lock.lock();
    try {
      closed = true;
      entries.forEach(Entry::release);
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
      long longest = entries.stream().mapToLong(entry -> entry.lane.nanos).max().orElse(0);
      return new QueueDepth(name, items, bytes, Duration.ofNanos(longest), limits);
    } finally {
      lock.unlock();
    }
  }
}
