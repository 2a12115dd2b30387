package io.av4j.push.programme;

import io.av4j.clock.NanoClock;
import io.av4j.flow.Inlet;
import io.av4j.frame.Frame;
import io.av4j.frame.VideoFrame;
import io.av4j.pipeline.Pipeline;
import io.av4j.pipeline.QueueLimits;
import io.av4j.pipeline.Worker;
import io.av4j.push.rendition.EncodeThread;
import io.av4j.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A thread that takes frames as encoders do, and stops where a test wants it to. */
final class GatedEncoder implements EncodeThread<VideoFrame>, AutoCloseable {
  private static final int OPEN = 1 << 20;

  private final Semaphore gate = new Semaphore(OPEN);
  private final Pipeline pipeline;
  private final Worker worker;
  private final Inlet<VideoFrame> inlet;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicLong leftOut = new AtomicLong();

  /** The times of all that it has handled, in milliseconds. */
  final List<Long> millis = new CopyOnWriteArrayList<>();

  /** The sizes. */
  final List<String> sizes = new CopyOnWriteArrayList<>();

  GatedEncoder(String name, NanoClock clock) {
    this(name, clock, frame -> {});
  }

  GatedEncoder(String name, NanoClock clock, Consumer<VideoFrame> handler) {
    pipeline = Pipeline.named(name, clock);
    worker = pipeline.worker("encode", QueueLimits.FRAMES);
    inlet =
        worker.video(
            frame -> {
              gate.acquireUninterruptibly();
              gate.release();
              handler.accept(frame);
              sizes.add(frame.width() + "x" + frame.height());
              millis.add(at(frame));
            });
    pipeline.onEnd(how -> ended.complete(null));
    pipeline.start();
  }

  private static long at(Frame frame) {
    return Math.floorDiv(frame.pts().toMicros(), 1000);
  }

  /** From here on it takes no more than its queue holds. */
  void hang() {
    gate.acquireUninterruptibly(OPEN);
  }

  void goOn() {
    gate.release(OPEN);
  }

  void awaitFrames(int number) {
    Await.until(() -> millis.size() >= number, () -> number + " frames, not " + millis);
  }

  long framesLeftOut() {
    return leftOut.get();
  }

  int depth() {
    return worker.depth().items();
  }

  @Override
  public boolean offer(VideoFrame frame, Duration timeout) {
    return inlet.offer(frame, timeout);
  }

  @Override
  public void leftOut() {
    leftOut.incrementAndGet();
  }

  @Override
  public void end() {
    worker.end();
  }

  @Override
  public CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public void close() {
    if (gate.availablePermits() == 0) {
      goOn();
    }
    pipeline.close();
  }
}
