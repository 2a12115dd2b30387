package io.av4j.push.destination;

import io.av4j.codec.DisposablePackets;
import io.av4j.codec.Packet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** What is kept of one rendition at most; of longer groups of pictures nothing is. */
  static final long MOST_BYTES = 4 << 20;

  // So many in a row that fit, once one did not: the last one of a file is often a short one.
  private static final int FITTING_AGAIN = 3;
  // Of the first, the length of which nobody knows.
  private static final long FIRST_BYTES = 512 << 10;
  static final int MOST_PACKETS = 5000;

  // Under the lock of this; the streams are looked at without it too.
  private final Map<SendQueue, Runnable> queues = new LinkedHashMap<>();
  // The keyframe first, where there is one.
  private final Deque<EncodedPacket> packets = new ArrayDeque<>();
  private volatile @Nullable StreamSet streams;
  private volatile boolean closed;
  private @Nullable DisposablePackets disposable;
  private boolean hasKey;
  private long bytes;
  private long limit = FIRST_BYTES;
  private int fitting;
  private int needed = 1;
  private long gopStart;
  private long gopBytes;

  /** One without streams yet. */
  public GopCache() {}

  /**
   * From here on these streams are sent; packets of others are dropped. Connections made for
   * streams that these {@linkplain StreamSet#continues continue} go on; the others are made anew
   * when the first packet of these comes.
   *
   * @param next taken over
   */
  public void streams(StreamSet next) {
    List<Runnable> told;
    synchronized (this) {
      clear();
      if (closed) {
        next.release();
        return;
      }
      disposable = next.disposablePackets();
      streams = next;
      told = List.copyOf(queues.values());
    }
    told.forEach(Runnable::run);
  }

  /** Whether there is something to be waited for: no streams yet, and no end. */
  boolean isAwaitingStreams() {
    return streams == null && !closed;
  }

  /** The present streams, retained for the caller; null before the first and after the end. */
  synchronized @Nullable StreamSet retained() {
    StreamSet now = streams;
    return now == null ? null : now.retain();
  }

  /**
   * Hands a packet to all destinations, none of which is waited for.
   *
   * @param of the streams it is of; if they are not the present ones, it is dropped
   */
  public synchronized void send(Packet lent, StreamSet of, boolean video) {
    put(lent, of, video);
    flush();
  }

  /**
   * As {@link #send}, but the destinations are told by the next {@link #flush()} only: to wake a
   * thread for each packet is most of the work of a push that copies.
   */
  public synchronized void put(Packet lent, StreamSet of, boolean video) {
    if (of == streams) {
      put(EncodedPacket.of(lent, of, video, video ? disposable : null));
    }
  }

  /** Tells the destinations of what was put. */
  public synchronized void flush() {
    queues.keySet().forEach(SendQueue::flush);
  }

  /** Hands a packet on, and takes it over. */
  synchronized void send(EncodedPacket packet) {
    put(packet);
    flush();
  }

  private void put(EncodedPacket packet) {
    if (packet.key()) {
      // It may bring parameter sets, which decide about the packets behind it.
      boolean unused = packet.disposable();
    }
    for (SendQueue queue : queues.keySet()) {
      queue.put(packet);
    }
    keep(packet);
  }

  /**
   * A further destination, which gets something as soon as its queue is opened.
   *
   * @param streamsCame is told whenever other streams come; does not block
   */
  synchronized void add(SendQueue queue, Runnable streamsCame) {
    queues.put(queue, streamsCame);
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
    StreamSet now = streams;
    if (now == null) {
      return null;
    }
    List<EncodedPacket> begin = hasKey && fromLastKey ? List.copyOf(packets) : List.of();
    queue.open(now.hasVideo(), begin, extraBacklog);
    return now.retain();
  }

  private void keep(EncodedPacket packet) {
    measure(packet);
    if (limit == 0) {
      packet.release();
      forget(Long.MAX_VALUE);
      hasKey = false;
    } else if (packet.video() && packet.key()) {
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
      if (gopBytes > 0) {
        fitting = gopBytes <= MOST_BYTES ? fitting + 1 : 0;
        needed = fitting == 0 ? FITTING_AGAIN : needed;
        limit = fitting >= needed ? MOST_BYTES : 0;
      }
      gopStart = packet.dtsNanos();
      gopBytes = 0;
    }
    if (packet.dtsNanos() - gopStart <= LONGEST) {
      gopBytes += packet.bytes();
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

  private void clear() {
    packets.forEach(EncodedPacket::release);
    packets.clear();
    hasKey = false;
    bytes = 0;
    limit = FIRST_BYTES;
    fitting = 0;
    needed = 1;
    gopBytes = 0;
    disposable = null;
    StreamSet before = streams;
    streams = null;
    if (before != null) {
      before.release();
    }
  }

  /** Lets go of the streams and of what is kept; packets are dropped from here on. Idempotent. */
  @Override
  public void close() {
    List<Runnable> told;
    synchronized (this) {
      closed = true;
      clear();
      told = List.copyOf(queues.values());
    }
    told.forEach(Runnable::run);
  }
}
