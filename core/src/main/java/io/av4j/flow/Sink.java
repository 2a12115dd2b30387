package io.av4j.flow;

/**
 * Where items of a media flow go: packets, frames, or anything else that comes one after the other.
 *
 * <p>An item is lent until {@link #accept} returns, unless its producer says otherwise; a sink that
 * wants it longer takes a {@code newRef()}. A sink is called by one thread at a time.
 *
 * @param <T> the kind of item
 */
@FunctionalInterface
public interface Sink<T> {

  /** Takes one item. What it throws ends the flow and reaches whoever drives it. */
  void accept(T item);

  /** Takes note that no further item comes. Called at most once; the default does nothing. */
  default void end() {}
}
