package io.av4j.pipeline;

import io.av4j.clock.NanoClock;
import io.av4j.flow.Inlet;
import io.av4j.flow.Sink;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One way into the queue of a {@link Worker}, and what the worker does with what came by it. */
final class WorkerInlet<T extends AutoCloseable> implements Inlet<T> {
  private final BoundedQueue queue;
  private final NanoClock clock;
  private final Kind<T> kind;
  private final Sink<? super T> next;
  private final QueueEntry.Lane lane = new QueueEntry.Lane();

  // Of the thread that feeds.
  private boolean ended;

  // Of the worker's thread.
  private boolean finished;
  private final Runnable whenFinished;

  /** What the queue must know of a kind of item. */
  record Kind<T>(
      UnaryOperator<T> newRef, ToLongFunction<T> bytes, Function<T, @Nullable Timestamp> lasts) {}

  WorkerInlet(
      BoundedQueue queue,
      NanoClock clock,
      Kind<T> kind,
      Sink<? super T> next,
      Runnable whenFinished) {
    this.queue = queue;
    this.clock = clock;
    this.kind = kind;
    this.next = next;
    this.whenFinished = whenFinished;
  }

  @Override
  public void accept(T item) {
    requireOpen();
    queue.put(entry(item), NanoClock.NEVER);
  }

  @Override
  public boolean offer(T item, Duration timeout) {
    requireOpen();
    if (timeout.isZero() || timeout.isNegative()) {
      // A reference costs more than the look.
      return queue.hasRoom(lane) && queue.put(entry(item), clock.nanoTime());
    }
    return queue.put(entry(item), clock.nanoTimeAfter(timeout));
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("this inlet of " + queue.depth().worker() + " has ended");
    }
  }

  private QueueEntry entry(T item) {
    long bytes = kind.bytes.applyAsLong(item);
    Timestamp lasts = kind.lasts.apply(item);
    long nanos = lasts == null ? 0 : lasts.in(Rational.NANOSECOND).value();
    T kept = kind.newRef.apply(item);
    return new QueueEntry(() -> next.accept(kept), kept, bytes, nanos, lane);
  }

  @Override
  public void end() {
    if (!ended) {
      ended = true;
      queue.endInlet(this::finish);
    }
  }

  /** Ends what follows, once. On the worker's thread. */
  void finish() {
    if (!finished) {
      finished = true;
      next.end();
      whenFinished.run();
    }
  }
}
