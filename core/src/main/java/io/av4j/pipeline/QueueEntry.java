package io.av4j.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * Something that a {@link Worker} has to do in its turn.
 *
 * @param work what
 * @param item what is released when it is done or dropped; null for a task, which takes no room
 * @param bytes of its data
 * @param nanos how long it lasts
 * @param lane of the inlet it came by
 */
record QueueEntry(Runnable work, @Nullable AutoCloseable item, long bytes, long nanos, Lane lane) {

  /** How much media time of one inlet waits; guarded by the queue's lock. */
  static final class Lane {
    long nanos;
  }

  static QueueEntry task(Runnable work) {
    return new QueueEntry(work, null, 0, 0, new Lane());
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
