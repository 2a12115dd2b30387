package io.av4j.push.destination;

import io.av4j.clock.NanoClock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What waits for one destination. Producers never block: what the destination cannot take in time
 * is left out, as the {@link DropPolicy} decides. Any thread; one takes.
 */
final class SendQueue {
  private final Duration bound;
  private final KeyFrameRequests encoder;
  private final NanoClock clock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Under the lock.
  private final Backlog backlog;
  private boolean open;
  private boolean ended;
  private boolean takerWaits;

  /**
   * A queue that is shut.
   *
   * @param bound the most video that may wait
   */
  SendQueue(Duration bound, KeyFrameRequests encoder, NanoClock clock) {
    this.bound = bound;
    this.encoder = encoder;
    this.clock = clock;
    this.backlog = new Backlog(bound);
  }

  /**
   * Takes what comes, from the next keyframe on.
   *
   * @param video whether there is video, so that a keyframe has to come first
   * @param begin what goes first: the newest keyframe and what came since; lent
   * @param extraBacklog how much longer media may wait for this connection than for others
   */
  void open(boolean video, List<EncodedPacket> begin, Duration extraBacklog) {
    DropPolicy policy = DropPolicy.of(bound, extraBacklog);
    boolean needsKey;
    lock.lock();
    try {
      open = true;
      needsKey = backlog.begin(video, begin, policy, clock.nanoTime());
    } finally {
      lock.unlock();
    }
    if (needsKey) {
      encoder.ask();
    }
  }

  /** Leaves out what waits and all that comes, until it is opened again. Whoever takes is told. */
  void shut() {
    lock.lock();
    try {
      open = false;
      backlog.refuseAll();
      wakeTaker();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more comes, ever; what waits can still be taken. */
  void end() {
    lock.lock();
    try {
      ended = true;
      wakeTaker();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes another reference to a packet, or leaves it out. Whoever takes is told by the next {@link
   * #flush()}.
   */
  void put(EncodedPacket lent) {
    boolean needsKey = false;
    lock.lock();
    try {
      if (open && !ended) {
        needsKey = backlog.offer(lent, clock.nanoTime());
      } else {
        backlog.refuse(lent);
      }
    } finally {
      lock.unlock();
    }
    if (needsKey) {
      encoder.ask();
    }
  }

  /** Tells whoever takes of what was put. */
  void flush() {
    lock.lock();
    try {
      if (!backlog.isEmpty()) {
        wakeTaker();
      }
    } finally {
      lock.unlock();
    }
  }

  /** One signal, however much comes before the taker runs. */
  private void wakeTaker() {
    if (takerWaits) {
      takerWaits = false;
      changed.signal();
    }
  }

  /**
   * Waits for media and takes some.
   *
   * @param batch empty; its packets are the caller's to release
   * @return false if nothing waits and nothing will come: the queue has ended or is shut
   */
  boolean take(Collection<EncodedPacket> batch) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (open && !ended && backlog.isEmpty()) {
        takerWaits = true;
        changed.await();
      }
      backlog.take(batch, clock.nanoTime());
      return !batch.isEmpty();
    } finally {
      takerWaits = false;
      lock.unlock();
    }
  }

  /** Counts what was taken and not written as left out, and releases it. */
  void giveBack(Collection<EncodedPacket> batch) {
    lock.lock();
    try {
      batch.forEach(backlog::refuse);
    } finally {
      lock.unlock();
    }
    batch.forEach(EncodedPacket::release);
    batch.clear();
  }

  /** How much media waits: video or audio, whichever is more, without the initial burst. */
  long waitingNanos() {
    return ask(() -> backlog.span(clock.nanoTime()));
  }

  /** Packets that wait. */
  int size() {
    return ask(backlog::size);
  }

  /** Bytes that wait. */
  long bytes() {
    return ask(backlog::bytes);
  }

  /** What was left out since the beginning. */
  Drops drops() {
    return ask(backlog::drops);
  }

  private <T> T ask(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }
}
