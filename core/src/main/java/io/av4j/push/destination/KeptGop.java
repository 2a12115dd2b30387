package io.av4j.push.destination;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The newest keyframe and all that came since, as far as that is worth its memory. The cache's lock
 * is held.
 */
final class KeptGop {
  /** No more media than that is kept, in nanoseconds. */
  static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

  /** What is kept of one rendition at most; of larger groups of frames nothing is. */
  static final long MOST_BYTES = 1 << 20;

  /** The same for packets of almost nothing. */
  static final int MOST_PACKETS = 5000;

  // So many in a row that fit, once one did not: the last one of a file is often a short one.
  private static final int FITTING_AGAIN = 3;
  // Of the first, the length of which nobody knows.
  private static final long FIRST_BYTES = 512 << 10;

  // The keyframe first, where there is one.
  private final Deque<EncodedPacket> packets = new ArrayDeque<>();
  private boolean hasKey;
  private long bytes;

  // What the groups so far were like.
  private long limit = FIRST_BYTES;
  private int fitting;
  private int needed = 1;
  private long groupStart;
  private long groupBytes;

  /** Takes a packet over, to keep it or not. */
  void add(EncodedPacket packet) {
    measure(packet);
    if (limit == 0) {
      packet.release();
      forget(Long.MAX_VALUE);
      hasKey = false;
      return;
    }
    if (packet.video() && packet.key()) {
      // Audio comes out of its encoder earlier: what belongs behind this frame may be here.
      forget(packet.dtsNanos());
      packets.addFirst(packet);
      hasKey = true;
    } else if (hasKey || !packet.video()) {
      packets.add(packet);
    } else {
      packet.release();
      return;
    }
    bytes += packet.bytes();
    if (packet.dtsNanos() - packets.element().dtsNanos() > LONGEST || isFull()) {
      forget(packet.dtsNanos() - LONGEST);
      hasKey = false;
      if (isFull()) {
        // Audio whose times do not rise.
        forget(Long.MAX_VALUE);
      }
    }
  }

  /** What does not fit as a whole would be of use for a part of the time, at the full price. */
  private void measure(EncodedPacket packet) {
    if (packet.video() && packet.key()) {
      if (groupBytes > 0) {
        fitting = groupBytes <= MOST_BYTES ? fitting + 1 : 0;
        needed = fitting == 0 ? FITTING_AGAIN : needed;
        limit = fitting >= needed ? MOST_BYTES : 0;
      }
      groupStart = packet.dtsNanos();
      groupBytes = 0;
    }
    if (packet.dtsNanos() - groupStart <= LONGEST) {
      groupBytes += packet.bytes();
    }
  }

  private boolean isFull() {
    return bytes > limit || packets.size() > MOST_PACKETS;
  }

  /** All video, and the audio before that time. */
  private void forget(long before) {
    Iterator<EncodedPacket> all = packets.iterator();
    while (all.hasNext()) {
      EncodedPacket old = all.next();
      if (old.video() || old.dtsNanos() < before) {
        all.remove();
        bytes -= old.bytes();
        old.release();
      }
    }
  }

  /** What is kept, from the keyframe on, lent; nothing where there is none. */
  List<EncodedPacket> sinceKeyFrame() {
    return hasKey ? List.copyOf(packets) : List.of();
  }

  /** Lets go of all, and knows nothing of what comes. */
  void clear() {
    forget(Long.MAX_VALUE);
    hasKey = false;
    limit = FIRST_BYTES;
    fitting = 0;
    needed = 1;
    groupBytes = 0;
  }
}
