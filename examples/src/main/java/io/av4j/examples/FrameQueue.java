package io.av4j.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits between two threads of a player. Neither waits on, once the player has stopped.
 *
 * @param <T> what waits
 */
final class FrameQueue<T> {
  private static final long SLICE_MILLIS = 20;

  private final BlockingQueue<T> items;
  private final BooleanSupplier stopped;
  private volatile boolean ended;
  private volatile boolean abandoned;

  FrameQueue(int most, BooleanSupplier stopped) {
    this.items = new ArrayBlockingQueue<>(most);
    this.stopped = stopped;
  }

  /** Waits for room; false if the player stopped first, or nobody takes items any more. */
  boolean put(T item) {
    try {
      while (!abandoned && !stopped.getAsBoolean()) {
        if (items.offer(item, SLICE_MILLIS, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** The next item, or null if none comes any more. */
  @Nullable T take() throws InterruptedException {
    while (!stopped.getAsBoolean()) {
      // In this order: what was put before the end is still taken.
      boolean last = ended;
      T item = items.poll(last ? 0 : SLICE_MILLIS, TimeUnit.MILLISECONDS);
      if (item != null || last) {
        return item;
      }
    }
    return null;
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  boolean isStopped() {
    return stopped.getAsBoolean();
  }

  /** Nothing is put any more. */
  void end() {
    ended = true;
  }

  /** Nothing is taken any more. */
  void abandon() {
    abandoned = true;
  }

  /** Takes out what nobody took. */
  List<T> drain() {
    List<T> rest = new ArrayList<>();
    items.drainTo(rest);
    return rest;
  }
}
