package io.av4j.pipeline;

import io.av4j.clock.NanoClock;
import io.av4j.codec.Packet;
import io.av4j.flow.Inlet;
import io.av4j.flow.InletClosedException;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.Frame;
import io.av4j.frame.VideoFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a {@link Pipeline} with a bounded queue in front of it.
 *
 * <p>It has any number of inlets. Whoever feeds an inlet goes on as soon as a reference to the item
 * is queued, and waits while the queue is full; the thread then hands it to the sink behind that
 * inlet. Items of all inlets are handled one by one, in the order in which they came. The thread
 * ends when all its inlets have been ended, or {@link #end} was called. What a sink throws fails
 * the pipeline.
 *
 * <p>An inlet throws {@link InletClosedException} once the pipeline has failed or was cancelled, or
 * the worker has ended. Feeding threads may belong to other pipelines, or to none.
 */
public final class Worker {
  private final Pipeline pipeline;
  private final QueueLimits limits;
  private final BoundedQueue queue;
  // Filled before the start; then the worker's thread alone uses these.
  private final List<WorkerInlet<?>> inlets = new ArrayList<>();
  private @Nullable Deadline deadline;
  private int open;

  Worker(Pipeline pipeline, String name, QueueLimits limits, Choke choke) {
    this.pipeline = pipeline;
    this.limits = limits;
    this.queue =
        new BoundedQueue(name, limits, pipeline.clock(), choke, () -> pipeline.refusal(name));
  }

  /** An inlet for packets. Before the pipeline's start. */
  public Inlet<Packet> packets(Sink<? super Packet> next) {
    return inlet(next, new WorkerInlet.Kind<>(Packet::newRef, Packet::size, Packet::duration));
  }

  /** An inlet for pictures. Before the pipeline's start. */
  public Inlet<VideoFrame> video(Sink<? super VideoFrame> next) {
    return inlet(next, new WorkerInlet.Kind<>(VideoFrame::newRef, this::sizeOf, Frame::duration));
  }

  /** An inlet for sound. Before the pipeline's start. */
  public Inlet<AudioFrame> audio(Sink<? super AudioFrame> next) {
    return inlet(next, new WorkerInlet.Kind<>(AudioFrame::newRef, frame -> 0, Frame::duration));
  }

  private <T extends AutoCloseable> Inlet<T> inlet(Sink<? super T> next, WorkerInlet.Kind<T> kind) {
    pipeline.requireNotStarted();
    WorkerInlet<T> inlet =
        new WorkerInlet<>(queue, pipeline.clock(), kind, next, this::inletFinished);
    inlets.add(inlet);
    return inlet;
  }

  private long sizeOf(VideoFrame frame) {
    // Asked only where it decides, for it is a native call; pictures in a device have no size here.
    return limits.bytes() == Long.MAX_VALUE || frame.pixelFormat().isHardware()
        ? 0
        : frame.packedSize();
  }

  /**
   * Has the thread do something whenever a time has come and nothing is queued. Before the
   * pipeline's start, once.
   */
  public void deadline(Deadline due) {
    pipeline.requireNotStarted();
    if (deadline != null) {
      throw new IllegalStateException("the worker " + queue.depth().worker() + " has a deadline");
    }
    deadline = due;
  }

  /**
   * Has something done on this thread behind all that is queued now; for what must keep its place
   * among the items, such as the flush of a decoder between two rounds of a loop. The {@link
   * Deadline} is asked anew behind it. From any thread.
   *
   * @throws InletClosedException as from an inlet; else the task runs, unless the pipeline fails or
   *     is cancelled before its turn
   */
  public void execute(Runnable task) {
    queue.putTask(task);
  }

  /**
   * Lets nothing more in by any inlet: what is queued is handled, the sink behind each inlet that
   * is open is ended, and the thread ends. From any thread. Returns at once; idempotent.
   */
  public void end() {
    queue.end(() -> inlets.forEach(WorkerInlet::finish));
  }

  /** What waits. */
  public QueueDepth depth() {
    return queue.depth();
  }

  private void inletFinished() {
    open--;
    if (open == 0) {
      queue.end(() -> {});
    }
  }

  /** What the thread does: all that comes, until nothing more can. */
  void run() throws InterruptedException {
    open = inlets.size();
    if (open == 0) {
      queue.end(() -> {});
    }
    while (!queue.isOver()) {
      QueueEntry entry = queue.take(deadline == null ? NanoClock.NEVER : deadline.nextNanos());
      if (entry != null) {
        try {
          entry.work().run();
        } finally {
          entry.release();
        }
      } else if (deadline != null && !queue.isOver()) {
        deadline.passed();
      }
    }
  }

  /** Drops what waits and lets nobody wait here any longer. */
  void close() {
    queue.close();
  }
}
