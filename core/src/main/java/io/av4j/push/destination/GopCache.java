package io.av4j.push.destination;

import io.av4j.codec.Packet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a rendition sends now: its streams, and their packets on the way to the queues of its
 * destinations. It keeps the newest keyframe and all that came since, so that a new connection
 * begins there at once.
 *
 * <p>Any thread; nobody waits for a destination. Its owner closes it when all publishers have
 * ended.
 */
public final class GopCache implements AutoCloseable {
  /** No more media than that is kept, in nanoseconds. */
  static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

  static final long MOST_BYTES = 8 << 20;
  static final int MOST_PACKETS = 5000;

  // Under the lock of this.
  private final List<SendQueue> queues = new ArrayList<>();
  // The keyframe first, where there is one.
  private final Deque<EncodedPacket> packets = new ArrayDeque<>();
  private @Nullable StreamSet streams;
  private boolean hasKey;
  private long bytes;

  /** One without streams yet. */
  public GopCache() {}

  /**
   * From here on these streams are sent; packets of others are dropped. Connections made for
   * streams that these {@linkplain StreamSet#continues continue} go on; the others are made anew
   * when the first packet of these comes.
   *
   * @param next taken over
   */
  public synchronized void streams(StreamSet next) {
    clear();
    streams = next;
  }

  /** The present streams, retained for the caller; null before the first and after the end. */
  synchronized @Nullable StreamSet retained() {
    return streams == null ? null : streams.retain();
  }

  /**
   * Hands a packet to all destinations, none of which is waited for.
   *
   * @param of the streams it is of; if they are not the present ones, it is dropped
   */
  public synchronized void send(Packet lent, StreamSet of, boolean video) {
    if (of == streams) {
      send(EncodedPacket.of(lent, of, video));
    }
  }

  /** Hands a packet on and takes it over. */
  synchronized void send(EncodedPacket packet) {
    for (SendQueue queue : queues) {
      queue.offer(packet);
    }
    keep(packet);
  }

  /** A further destination, which gets something as soon as its queue is opened. */
  synchronized void add(SendQueue queue) {
    queues.add(queue);
  }

  /** A destination is no more. */
  synchronized void remove(SendQueue queue) {
    queues.remove(queue);
  }

  /**
   * Opens a queue.
   *
   * @param fromLastKey whether it begins with what is kept; else with the next keyframe
   * @return the streams of which packets come, retained for the caller; null after the end, when
   *     none come
   */
  synchronized @Nullable StreamSet open(
      SendQueue queue, boolean fromLastKey, Duration extraBacklog) {
    if (streams == null) {
      return null;
    }
    List<EncodedPacket> begin = hasKey && fromLastKey ? List.copyOf(packets) : List.of();
    queue.open(streams.hasVideo(), begin, extraBacklog);
    return streams.retain();
  }

  private void keep(EncodedPacket packet) {
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

  private boolean isFull() {
    return bytes > MOST_BYTES || packets.size() > MOST_PACKETS;
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

  private void clear() {
    packets.forEach(EncodedPacket::release);
    packets.clear();
    hasKey = false;
    bytes = 0;
    if (streams != null) {
      streams.release();
      streams = null;
    }
  }

  /** Lets go of the streams and of what is kept; packets are dropped from here on. Idempotent. */
  @Override
  public synchronized void close() {
    clear();
  }
}
