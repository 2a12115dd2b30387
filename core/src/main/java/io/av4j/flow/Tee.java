package io.av4j.flow;

import java.util.List;

/**
 * Gives every item to several sinks, one after the other, in their order.
 *
 * <p>What one of them throws ends the flow for all.
 *
 * @param <T> the kind of item
 */
public final class Tee<T> implements Sink<T> {
  private final List<Sink<? super T>> sinks;

  private Tee(List<Sink<? super T>> sinks) {
    this.sinks = sinks;
  }

  /** A sink that gives to all of these; the one itself where there is only one. */
  @SuppressWarnings("unchecked") // a sink of more than T takes every T
  public static <T> Sink<T> of(List<? extends Sink<? super T>> sinks) {
    return sinks.size() == 1 ? (Sink<T>) sinks.get(0) : new Tee<>(List.copyOf(sinks));
  }

  @Override
  public void accept(T item) {
    for (Sink<? super T> sink : sinks) {
      sink.accept(item);
    }
  }

  @Override
  public void end() {
    for (Sink<? super T> sink : sinks) {
      sink.end();
    }
  }
}
