package io.av4j.push.destination;

import io.av4j.clock.NanoClock;
import io.av4j.push.destination.DropPolicy.QueueView;
import io.av4j.push.destination.DropPolicy.Verdict;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What waits for one destination. Producers never block: what the destination cannot take in time
 * is left out, as the {@link DropPolicy} decides. Any thread; one takes.
 */
final class SendQueue {
  private static final long INITIAL_BURST_MAY_TAKE = TimeUnit.SECONDS.toNanos(10);
  // What is in the hands of the taker is neither counted as waiting nor left out any more.
  private static final int MOST_AT_ONCE = 8;
  private static final long KEEPS_UP = TimeUnit.MILLISECONDS.toNanos(200);

  private final Duration bound;
  private final KeyFrameRequests encoder;
  private final NanoClock clock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Under the lock.
  private final WaitingPackets waiting = new WaitingPackets();
  private final EarlyAudio audioBeforeKeyFrame = new EarlyAudio();
  private final Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
  private DropPolicy policy;
  private boolean open;
  private boolean ended;
  private boolean takerWaits;
  private boolean needsKey;
  private boolean awaitingFirstKeyFrame;
  // What a connection begins with is late by no fault of its own, and counts as on time at first.
  private long initialBurst;
  private long initialBurstEnd;
  private long firstRefused = Long.MAX_VALUE;

  SendQueue(Duration bound, KeyFrameRequests encoder, NanoClock clock) {
    this.bound = bound;
    this.encoder = encoder;
    this.clock = clock;
    this.policy = DropPolicy.of(bound, Duration.ZERO);
  }

  /**
   * Takes what comes, from the next keyframe on.
   *
   * @param video whether there is video, so that a keyframe has to come first
   * @param begin what goes first: the newest keyframe and what came since; lent
   * @param extraBacklog how much longer media may wait for this connection than for others
   */
  void open(boolean video, List<EncodedPacket> begin, Duration extraBacklog) {
    boolean waits = video && begin.isEmpty();
    lock.lock();
    try {
      clear();
      policy = DropPolicy.of(bound, extraBacklog);
      open = true;
      needsKey = waits;
      awaitingFirstKeyFrame = waits;
      for (EncodedPacket packet : begin) {
        enter(packet);
        // It was refused, and comes nevertheless.
        drop(DropReason.OUTAGE, packet.dtsNanos() >= firstRefused ? -1 : 0);
      }
      firstRefused = Long.MAX_VALUE;
      initialBurst = waiting.span();
      initialBurstEnd = clock.nanoTime() + INITIAL_BURST_MAY_TAKE;
    } finally {
      lock.unlock();
    }
    if (waits) {
      encoder.ask();
    }
  }

  /** Leaves out what waits and all that comes, until it is opened again. Whoever takes is told. */
  void shut() {
    lock.lock();
    try {
      open = false;
      waiting.removeIf(packet -> true, this::refuse);
      clear();
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

  /** Takes another reference to a packet, or leaves it out. */
  void offer(EncodedPacket lent) {
    boolean askForKey = false;
    lock.lock();
    try {
      if (!open || ended) {
        refuse(lent);
      } else if (awaitingFirstKeyFrame && !lent.video()) {
        drop(DropReason.OUTAGE, audioBeforeKeyFrame.keep(lent.newRef()));
      } else {
        consider(lent);
        askForKey = needsKey;
      }
    } finally {
      lock.unlock();
    }
    if (askForKey) {
      encoder.ask();
    }
  }

  private void consider(EncodedPacket lent) {
    Verdict verdict = policy.decide(view(lent), lent);
    switch (verdict) {
      case ENTER -> {}
      case DROP_DISPOSABLE -> drop(DropReason.DISPOSABLE);
      case DROP_UNTIL_KEY -> {
        needsKey = true;
        drop(awaitingFirstKeyFrame ? DropReason.OUTAGE : DropReason.UNTIL_KEY);
      }
      case DROP_AUDIO -> drop(DropReason.AUDIO);
      case MAKE_ROOM_OF_VIDEO -> {
        needsKey = true;
        makeRoom(EncodedPacket::video);
      }
      case MAKE_ROOM_OF_OLDER -> makeRoom(old -> old.dtsNanos() < lent.dtsNanos());
      case MAKE_ROOM_OF_ALL -> makeRoom(old -> true);
    }
    boolean enters =
        switch (verdict) {
          case ENTER, MAKE_ROOM_OF_VIDEO, MAKE_ROOM_OF_OLDER, MAKE_ROOM_OF_ALL -> true;
          case DROP_DISPOSABLE, DROP_UNTIL_KEY, DROP_AUDIO -> false;
        };
    if (enters) {
      enter(lent);
      if (lent.video() && lent.key()) {
        begin(lent);
      }
    }
  }

  private QueueView view(EncodedPacket packet) {
    long allowance = initialBurst();
    return new QueueView(
        waiting.ahead(packet) - allowance,
        waiting.span() - allowance,
        needsKey,
        waiting.size(),
        waiting.frames(),
        waiting.bytes());
  }

  /** After a keyframe all can be decoded. */
  private void begin(EncodedPacket keyFrame) {
    needsKey = false;
    if (awaitingFirstKeyFrame) {
      awaitingFirstKeyFrame = false;
      drop(
          DropReason.OUTAGE, audioBeforeKeyFrame.handOver(keyFrame.dtsNanos(), this::enter));
    }
  }

  private void enter(EncodedPacket lent) {
    waiting.add(lent.newRef());
    wakeTaker();
  }

  private void makeRoom(Predicate<EncodedPacket> of) {
    waiting.removeIf(of, old -> drop(old.video() ? DropReason.STALE : DropReason.AUDIO));
  }

  private void drop(DropReason reason) {
    drop(reason, 1);
  }

  private void drop(DropReason reason, long packets) {
    drops.merge(reason, packets, Long::sum);
  }

  private void refuse(EncodedPacket packet) {
    drop(DropReason.OUTAGE);
    firstRefused = Math.min(firstRefused, packet.dtsNanos());
  }

  /** One signal, however much comes before the taker runs. */
  private void wakeTaker() {
    if (takerWaits) {
      takerWaits = false;
      changed.signal();
    }
  }

  private void clear() {
    audioBeforeKeyFrame.clear();
    waiting.removeIf(packet -> true, packet -> {});
  }

  /**
   * Waits for media and takes it: several packets at once while the destination keeps up, else one,
   * so that what waits stays where it can be left out.
   *
   * @param batch empty; its packets are the caller's to release
   * @return false if there is nothing to take and nothing will come: it has ended or was shut
   */
  boolean take(List<EncodedPacket> batch) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (open && !ended && waiting.isEmpty()) {
        takerWaits = true;
        changed.await();
      }
      int most = waiting.span() - initialBurst() < KEEPS_UP ? MOST_AT_ONCE : 1;
      EncodedPacket packet;
      while (batch.size() < most && (packet = waiting.poll()) != null) {
        batch.add(packet);
      }
      if (waiting.isEmpty()) {
        initialBurst = 0;
      }
      return !batch.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Counts what was taken and not written as left out, and releases it. */
  void giveBack(List<EncodedPacket> batch) {
    lock.lock();
    try {
      batch.forEach(this::refuse);
    } finally {
      lock.unlock();
    }
    batch.forEach(EncodedPacket::release);
    batch.clear();
  }

  private long initialBurst() {
    return clock.nanoTime() - initialBurstEnd < 0 ? initialBurst : 0;
  }

  /** How much media waits: video or audio, whichever is more, without the initial burst. */
  long waitingNanos() {
    lock.lock();
    try {
      return Math.max(0, waiting.span() - initialBurst());
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return waiting.bytes();
    } finally {
      lock.unlock();
    }
  }

  Drops drops() {
    lock.lock();
    try {
      return Drops.of(drops);
    } finally {
      lock.unlock();
    }
  }
}
