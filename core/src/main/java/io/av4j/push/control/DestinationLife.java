package io.av4j.push.control;

import io.av4j.push.plan.Destination;
import io.av4j.push.status.DestinationState;

/**
 * What is known of one destination. A value; its own thread decides how it connects.
 *
 * @param destination as planned
 * @param rendition it is of
 * @param state as its thread told last
 * @param thread where its thread is
 * @param tried whether its first attempt to connect has ended
 * @param enabled whether it is wanted
 * @param removed whether it is to be forgotten when its thread has ended
 */
record DestinationLife(
    Destination destination,
    String rendition,
    DestinationState state,
    ThreadLife thread,
    boolean tried,
    boolean enabled,
    boolean removed) {
  enum ThreadLife {
    PLANNED,
    STARTED,
    ENDED
  }

  static DestinationLife of(Destination destination, String rendition) {
    return new DestinationLife(
        destination,
        rendition,
        DestinationState.CONNECTING,
        ThreadLife.PLANNED,
        false,
        true,
        false);
  }

  String name() {
    return destination.name();
  }

  boolean isRunning() {
    return thread == ThreadLife.STARTED;
  }

  /** Whether the programme's beginning may wait for its first attempt. */
  boolean isAwaited() {
    return isRunning() && !tried && enabled && !removed;
  }

  DestinationLife to(DestinationState next) {
    return new DestinationLife(destination, rendition, next, thread, tried, enabled, removed);
  }

  DestinationLife withThread(ThreadLife next) {
    return new DestinationLife(destination, rendition, state, next, tried, enabled, removed);
  }

  DestinationLife asTried() {
    return new DestinationLife(destination, rendition, state, thread, true, enabled, removed);
  }

  DestinationLife asEnabled(boolean wanted) {
    return new DestinationLife(destination, rendition, state, thread, tried, wanted, removed);
  }

  DestinationLife asRemoved() {
    return new DestinationLife(destination, rendition, state, thread, tried, enabled, true);
  }
}
