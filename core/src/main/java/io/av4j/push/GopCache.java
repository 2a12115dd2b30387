package io.av4j.push;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Hands what a rendition makes to the queues of its destinations, and keeps the newest keyframe and
 * all that came since: a new connection begins there at once, and need not wait for the next one.
 * Any thread may call; nobody waits for a destination.
 */
final class GopCache implements AutoCloseable {
  /** No more media than that is kept, in nanoseconds. */
  static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

  private static final long MOST_BYTES = 8 << 20;

  // The keyframe first, where there is one.
  private final Deque<Coded> items = new ArrayDeque<>();
  private boolean hasKey;
  private long bytes;

  /** Takes an item over. */
  synchronized void send(Coded item, List<Sender> senders) {
    for (Sender sender : senders) {
      sender.queue().offer(item.newRef());
    }
    keep(item);
  }

  /** Opens a queue, with what is kept if wanted. */
  synchronized void open(SendQueue queue, boolean video, boolean fromLastKey) {
    queue.open(
        video, hasKey && fromLastKey ? items.stream().map(Coded::newRef).toList() : List.of());
  }

  private void keep(Coded item) {
    if (item.video() && item.key()) {
      // Sound comes out of its encoder earlier: what belongs behind this picture may be here.
      forget(item.dtsNanos());
      items.addFirst(item);
      hasKey = true;
    } else if (hasKey || !item.video()) {
      items.add(item);
    } else {
      item.release();
      return;
    }
    bytes += item.bytes();
    if (item.dtsNanos() - items.element().dtsNanos() > LONGEST || bytes > MOST_BYTES) {
      forget(item.dtsNanos() - LONGEST);
      hasKey = false;
    }
  }

  /** All pictures, and the sound before that time. */
  private void forget(long before) {
    Iterator<Coded> all = items.iterator();
    while (all.hasNext()) {
      Coded old = all.next();
      if (old.video() || old.dtsNanos() < before) {
        bytes -= old.bytes();
        old.release();
        all.remove();
      }
    }
  }

  /** Other streams come, or none any more. */
  synchronized void clear() {
    items.forEach(Coded::release);
    items.clear();
    hasKey = false;
    bytes = 0;
  }

  @Override
  public void close() {
    clear();
  }
}
