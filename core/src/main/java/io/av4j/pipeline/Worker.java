package io.av4j.pipeline;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.Frame;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a {@link Pipeline} with a bounded queue in front of it.
 *
 * <p>It has any number of inlets. Whoever feeds an inlet goes on as soon as a reference to the item
 * is queued, and waits while the queue is full; the thread then hands it to the sink behind that
 * inlet. Items of all inlets are handled one by one, in the order in which they came. The thread
 * ends when all its inlets have been ended. What a sink throws fails the pipeline.
 *
 * <p>An inlet throws {@link java.util.concurrent.CancellationException} once the pipeline has
 * failed or was cancelled.
 */
public final class Worker {
  private final Pipeline pipeline;
  private final QueueLimits limits;
  private final BoundedQueue queue;
  private final AtomicInteger openInlets = new AtomicInteger();

  Worker(Pipeline pipeline, String name, QueueLimits limits) {
    this.pipeline = pipeline;
    this.limits = limits;
    this.queue = new BoundedQueue(name, limits);
  }

  /** An inlet for packets. Before the pipeline's start. */
  public Sink<Packet> packets(Sink<? super Packet> next) {
    return inlet(next, Packet::newRef, Packet::size, Packet::duration);
  }

  /** An inlet for pictures. Before the pipeline's start. */
  public Sink<VideoFrame> video(Sink<? super VideoFrame> next) {
    return inlet(next, VideoFrame::newRef, this::sizeOf, Frame::duration);
  }

  /** An inlet for sound. Before the pipeline's start. */
  public Sink<AudioFrame> audio(Sink<? super AudioFrame> next) {
    return inlet(next, AudioFrame::newRef, frame -> 0, Frame::duration);
  }

  /**
   * Has something done on this thread behind all that is queued now; for what must keep its place
   * among the items, such as the flush of a decoder between two rounds of a loop.
   */
  public void execute(Runnable task) {
    queue.putTask(task);
  }

  /** What waits. */
  public QueueDepth depth() {
    return queue.depth();
  }

  private long sizeOf(VideoFrame frame) {
    // Asked only where it decides, for it is a native call; pictures in a device have no size here.
    return limits.bytes() == Long.MAX_VALUE || frame.pixelFormat().isHardware()
        ? 0
        : frame.packedSize();
  }

  private <T extends AutoCloseable> Sink<T> inlet(
      Sink<? super T> next,
      UnaryOperator<T> newRef,
      ToLongFunction<T> size,
      Function<T, @Nullable Timestamp> duration) {
    pipeline.requireNotStarted();
    openInlets.incrementAndGet();
    BoundedQueue.Lane lane = new BoundedQueue.Lane();
    return new Sink<>() {
      private boolean ended;

      @Override
      public void accept(T item) {
        if (ended) {
          throw new IllegalStateException("this inlet of " + queue.depth().worker() + " has ended");
        }
        T kept = newRef.apply(item);
        Timestamp lasts = duration.apply(item);
        queue.put(
            new BoundedQueue.Entry(
                () -> next.accept(kept),
                kept,
                size.applyAsLong(item),
                lasts == null ? 0 : lasts.in(Rational.NANOSECOND).value(),
                lane),
            pipeline::sourceWaits,
            pipeline::sourceGoesOn);
      }

      @Override
      public void end() {
        if (!ended) {
          ended = true;
          queue.putTask(
              () -> {
                next.end();
                openInlets.decrementAndGet();
              });
        }
      }
    };
  }

  /** What the thread does: all that comes, until every inlet has ended. */
  void run() throws InterruptedException {
    while (openInlets.get() > 0) {
      BoundedQueue.Entry entry = queue.take();
      if (entry == null) {
        return;
      }
      try {
        entry.work().run();
      } finally {
        entry.release();
      }
    }
  }

  /** Drops what waits and lets nobody wait here any longer. */
  void close() {
    queue.close();
  }
}
