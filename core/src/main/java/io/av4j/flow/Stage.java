package io.av4j.flow;

/**
 * A step of a media flow: takes items of one kind and gives none, one or several of another.
 *
 * <p>Decoders, encoders, scalers, resamplers and pacers are all stages. A stage runs on the thread
 * that feeds it, holds no queue of finished items, and lends what it gives: an item is valid until
 * the sink returns.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
public interface Stage<I, O> {

  /** Takes one item and gives the sink whatever is ready. The item stays the caller's. */
  void feed(I item, Sink<? super O> sink);

  /** Gives the sink what is still inside. The stage is then empty and may be fed again. */
  void flush(Sink<? super O> sink);

  /**
   * Joins this stage and what follows it into one sink, which feeds this stage and, at its end,
   * flushes it and ends {@code next}.
   */
  default Sink<I> into(Sink<? super O> next) {
    return new Sink<>() {
      @Override
      public void accept(I item) {
        feed(item, next);
      }

      @Override
      public void end() {
        flush(next);
        next.end();
      }
    };
  }
}
