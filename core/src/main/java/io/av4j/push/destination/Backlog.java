package io.av4j.push.destination;

import io.av4j.push.destination.DropPolicy.QueueView;
import io.av4j.push.destination.DropPolicy.Verdict;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What waits for a destination, and what was left out of it. It reads no clock; the queue's lock is
 * held.
 */
final class Backlog {
  private static final long INITIAL_BURST_MAY_TAKE = TimeUnit.SECONDS.toNanos(10);
  // What is in the hands of the taker is neither counted as waiting nor left out any more.
  private static final int MOST_AT_ONCE = 8;
  private static final long KEEPS_UP = TimeUnit.MILLISECONDS.toNanos(200);

  private final WaitingPackets waiting = new WaitingPackets();
  private final EarlyAudio audioBeforeKeyFrame = new EarlyAudio();
  private final Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
  private DropPolicy policy;
  private boolean needsKey;
  private boolean awaitingFirstKeyFrame;
  // What a connection begins with is late by no fault of its own, and counts as on time at first.
  private long initialBurst;
  private long initialBurstEnd;
  private long firstRefused = Long.MAX_VALUE;

  Backlog(Duration bound) {
    policy = DropPolicy.of(bound, Duration.ZERO);
  }

  /**
   * Begins anew for a connection.
   *
   * @param begin what goes first, from a keyframe on; lent
   * @return whether a keyframe has to come before anything else
   */
  boolean begin(boolean video, List<EncodedPacket> begin, DropPolicy wanted, long now) {
    refuseAll();
    policy = wanted;
    needsKey = video && begin.isEmpty();
    awaitingFirstKeyFrame = needsKey;
    for (EncodedPacket packet : begin) {
      waiting.add(packet.newRef());
      // It was refused, and comes nevertheless.
      drop(DropReason.OUTAGE, packet.dtsNanos() >= firstRefused ? -1 : 0);
    }
    firstRefused = Long.MAX_VALUE;
    initialBurst = waiting.span();
    initialBurstEnd = now + INITIAL_BURST_MAY_TAKE;
    return needsKey;
  }

  /** Leaves out what waits. */
  void refuseAll() {
    waiting.removeIf(packet -> true, this::refuse);
    drop(DropReason.OUTAGE, audioBeforeKeyFrame.clear());
  }

  /** Leaves out a packet for want of a connection. */
  void refuse(EncodedPacket packet) {
    drop(DropReason.OUTAGE, 1);
    firstRefused = Math.min(firstRefused, packet.dtsNanos());
  }

  /**
   * Takes another reference to a packet, or leaves it out, or leaves out what waits for its sake.
   *
   * @return whether a keyframe is needed
   */
  boolean offer(EncodedPacket lent, long now) {
    if (awaitingFirstKeyFrame && !lent.video()) {
      drop(DropReason.OUTAGE, audioBeforeKeyFrame.keep(lent.newRef()));
      return false;
    }
    Verdict verdict = policy.decide(view(lent, now), lent);
    switch (verdict) {
      case ENTER -> {
        waiting.add(lent.newRef());
        entered(lent);
      }
      case DROP_DISPOSABLE -> drop(DropReason.DISPOSABLE, 1);
      case DROP_UNTIL_KEY -> {
        needsKey = true;
        drop(awaitingFirstKeyFrame ? DropReason.OUTAGE : DropReason.UNTIL_KEY, 1);
      }
      case DROP_AUDIO -> drop(DropReason.AUDIO, 1);
      case MAKE_ROOM_OF_VIDEO -> {
        needsKey = true;
        makeRoom(EncodedPacket::video);
        waiting.add(lent.newRef());
      }
      case MAKE_ROOM_OF_OLDER -> beginAnew(lent, old -> old.dtsNanos() < lent.dtsNanos());
      case MAKE_ROOM_OF_ALL -> beginAnew(lent, old -> true);
    }
    return needsKey;
  }

  private QueueView view(EncodedPacket packet, long now) {
    long allowance = allowance(now);
    return new QueueView(
        waiting.ahead(packet) - allowance,
        waiting.span() - allowance,
        needsKey,
        waiting.size(),
        waiting.frames(),
        waiting.bytes());
  }

  private void makeRoom(Predicate<EncodedPacket> of) {
    waiting.removeIf(of, old -> drop(old.video() ? DropReason.STALE : DropReason.AUDIO, 1));
  }

  /** With a keyframe, in front of the audio that is newer: a connection may begin with it. */
  private void beginAnew(EncodedPacket keyFrame, Predicate<EncodedPacket> without) {
    makeRoom(without);
    waiting.addFirst(keyFrame.newRef());
    entered(keyFrame);
  }

  private void entered(EncodedPacket packet) {
    if (!packet.video() || !packet.key()) {
      return;
    }
    needsKey = false;
    if (awaitingFirstKeyFrame) {
      awaitingFirstKeyFrame = false;
      drop(DropReason.OUTAGE, audioBeforeKeyFrame.handOver(packet.dtsNanos(), waiting::add));
    }
  }

  private void drop(DropReason reason, long packets) {
    drops.merge(reason, packets, Long::sum);
  }

  /**
   * Gives out several packets while the destination keeps up, else one, so that what waits stays
   * where it can be left out.
   */
  void take(Collection<EncodedPacket> batch, long now) {
    int most = span(now) < KEEPS_UP ? MOST_AT_ONCE : 1;
    EncodedPacket packet;
    while (batch.size() < most && (packet = waiting.poll()) != null) {
      batch.add(packet);
    }
    if (waiting.isEmpty()) {
      initialBurst = 0;
    }
  }

  private long allowance(long now) {
    return now - initialBurstEnd < 0 ? initialBurst : 0;
  }

  /** How much media waits: video or audio, whichever is more, without the initial burst. */
  long span(long now) {
    return Math.max(0, waiting.span() - allowance(now));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  long bytes() {
    return waiting.bytes();
  }

  Drops drops() {
    return Drops.of(drops);
  }
}
