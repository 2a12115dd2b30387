package io.av4j.flow;

import java.time.Duration;

/**
 * A sink with a bounded queue behind it, which another thread empties.
 *
 * <p>Of an item that it takes, it keeps a reference of its own. It is called by one thread at a
 * time.
 *
 * @param <T> the kind of item
 */
public interface Inlet<T> extends Sink<T> {

  /**
   * Takes one item, and waits while the queue is full.
   *
   * @throws InletClosedException if whoever empties the queue has failed, was cancelled or has
   *     ended
   * @throws java.util.concurrent.CancellationException if this thread is interrupted while it
   *     waits; the interrupt stays set
   */
  @Override
  void accept(T item);

  /**
   * Takes one item if there is room within the timeout.
   *
   * @param timeout zero never waits
   * @return whether the item was taken; if not, nothing of it is kept
   * @throws InletClosedException as {@link #accept}
   * @throws java.util.concurrent.CancellationException as {@link #accept}
   */
  boolean offer(T item, Duration timeout);
}
