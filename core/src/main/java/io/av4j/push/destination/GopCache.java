package io.av4j.push.destination;

import io.av4j.codec.DisposablePackets;
import io.av4j.codec.Packet;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  // Under the lock of this; the streams are looked at without it too.
  private final Map<SendQueue, Runnable> queues = new LinkedHashMap<>();
  private final KeptGop kept = new KeptGop();
  private volatile @Nullable StreamSet streams;
  private volatile boolean closed;
  private @Nullable DisposablePackets disposable;

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
    kept.add(packet);
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
    List<EncodedPacket> begin = fromLastKey ? kept.sinceKeyFrame() : List.of();
    queue.open(now.hasVideo(), begin, extraBacklog);
    return now.retain();
  }

  private void clear() {
    kept.clear();
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
