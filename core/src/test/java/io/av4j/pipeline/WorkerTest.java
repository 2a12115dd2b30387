package io.av4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.clock.NanoClock;
import io.av4j.flow.Inlet;
import io.av4j.flow.InletClosedException;
import io.av4j.flow.Sink;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Await;
import io.av4j.testing.ManualClock;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One worker, by gates and by a clock that stands. */
@Timeout(30)
class WorkerTest {
  private static final QueueLimits ONE = new QueueLimits(1, Long.MAX_VALUE, Duration.ofDays(1));
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Rational MILLI = new Rational(1, 1000);

  private final ManualClock clock = new ManualClock();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Semaphore gate = new Semaphore(0);

  @AfterEach
  void nothingIsLeftRunning() {
    Threads.awaitNone("worker");
  }

  /** Notes what comes, each when the gate lets it. */
  private final Sink<VideoFrame> gated =
      new Sink<>() {
        @Override
        public void accept(VideoFrame frame) {
          seen.add("begin " + frame.pts().value());
          try {
            gate.acquire();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
          }
        }

        @Override
        public void end() {
          seen.add("end");
        }
      };

  private static void give(Inlet<VideoFrame> inlet, long number) {
    try (VideoFrame frame = frame(number)) {
      inlet.accept(frame);
    }
  }

  private static boolean offer(Inlet<VideoFrame> inlet, long number, Duration timeout) {
    try (VideoFrame frame = frame(number)) {
      return inlet.offer(frame, timeout);
    }
  }

  private static VideoFrame frame(long number) {
    VideoFrame frame = VideoFrame.allocate(VideoFormat.of(16, 16, PixelFormat.YUV420P));
    frame.setPts(new Timestamp(number, MILLI));
    return frame;
  }

  private static <T> FutureTask<T> start(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    new Thread(task, "av4j-worker-test").start();
    return task;
  }

  private void awaitSeen(String what) {
    Await.until(() -> seen.contains(what), () -> what + " in " + seen);
  }

  /** Number 1 in hand, number 2 in the queue. */
  private Inlet<VideoFrame> filled(Pipeline pipeline) {
    Inlet<VideoFrame> inlet = pipeline.worker("w", ONE).video(gated);
    pipeline.start();
    give(inlet, 1);
    awaitSeen("begin 1");
    give(inlet, 2);
    return inlet;
  }

  @Test
  void anOfferWithoutTimeNeverWaits() {
    try (Pipeline pipeline = Pipeline.named("worker", clock)) {
      Inlet<VideoFrame> inlet = filled(pipeline);
      assertThat(offer(inlet, 3, Duration.ZERO)).isFalse();
      assertThat(offer(inlet, 3, Duration.ofSeconds(-1))).isFalse();
      gate.release();
      awaitSeen("begin 2");
      assertThat(offer(inlet, 4, Duration.ZERO)).isTrue();
      gate.release(2);
      inlet.end();
      pipeline.await();
    }
    assertThat(seen).containsExactly("begin 1", "begin 2", "begin 4", "end");
  }

  @Test
  void anOfferIsGivenUpWhenItsTimeIsOver() throws Exception {
    try (Pipeline pipeline = Pipeline.named("worker", clock)) {
      Inlet<VideoFrame> inlet = filled(pipeline);
      long late = clock.nanoTime() + SECOND.toNanos();
      FutureTask<Boolean> offered = start(() -> offer(inlet, 3, SECOND));
      clock.awaitWaitFor(late);
      clock.advance(SECOND.minusNanos(1));
      clock.awaitWaitFor(late);
      assertThat(offered.isDone()).isFalse();
      clock.advance(Duration.ofNanos(1));
      assertThat(offered.get(10, TimeUnit.SECONDS)).isFalse();
      gate.release(2);
      inlet.end();
      pipeline.await();
    }
    assertThat(seen).containsExactly("begin 1", "begin 2", "end");
  }

  @Test
  void anOfferTakesRoomThatComesInTime() throws Exception {
    try (Pipeline pipeline = Pipeline.named("worker", clock)) {
      Inlet<VideoFrame> inlet = filled(pipeline);
      long late = clock.nanoTime() + SECOND.toNanos();
      FutureTask<Boolean> offered = start(() -> offer(inlet, 3, SECOND));
      clock.awaitWaitFor(late);
      gate.release();
      assertThat(offered.get(10, TimeUnit.SECONDS)).isTrue();
      gate.release(2);
      inlet.end();
      pipeline.await();
    }
    assertThat(seen).containsExactly("begin 1", "begin 2", "begin 3", "end");
  }

  /** By the machine's clock: it does give up, and not before its time. */
  @Test
  void anOfferByTheMachinesClock() {
    try (Pipeline pipeline = Pipeline.named("worker")) {
      Inlet<VideoFrame> inlet = filled(pipeline);
      long start = NanoClock.system().nanoTime();
      assertThat(offer(inlet, 3, Duration.ofMillis(30))).isFalse();
      assertThat(NanoClock.system().nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
      pipeline.cancel();
      assertThatThrownBy(() -> offer(inlet, 3, Duration.ZERO))
          .isInstanceOf(InletClosedException.class);
      assertThatThrownBy(() -> offer(inlet, 3, SECOND)).isInstanceOf(InletClosedException.class);
    }
  }

  @Test
  void whatIsQueuedIsHandledBeforeAnEnd() throws Exception {
    try (Pipeline pipeline = Pipeline.named("worker", clock)) {
      Worker worker = pipeline.worker("w", ONE);
      Inlet<VideoFrame> inlet = worker.video(gated);
      Inlet<VideoFrame> other = worker.video(gated);
      pipeline.start();
      give(inlet, 1);
      awaitSeen("begin 1");
      worker.execute(() -> seen.add("task"));
      give(inlet, 2);
      long late = clock.nanoTime() + SECOND.toNanos();
      FutureTask<Throwable> refused =
          start(
              () -> {
                try {
                  offer(other, 3, SECOND);
                  return null;
                } catch (RuntimeException e) {
                  return e;
                }
              });
      clock.awaitWaitFor(late);
      worker.end();
      worker.end();
      assertThat(refused.get(10, TimeUnit.SECONDS))
          .isInstanceOf(InletClosedException.class)
          .hasNoCause();
      // It knows no better, and does no harm.
      inlet.end();
      assertThatThrownBy(() -> worker.execute(() -> {})).isInstanceOf(InletClosedException.class);
      gate.release(2);
      pipeline.await();
      worker.end();
      assertThatThrownBy(() -> give(other, 4)).isInstanceOf(InletClosedException.class);
      assertThatThrownBy(() -> give(inlet, 4)).isInstanceOf(IllegalStateException.class);
    }
    assertThat(seen).containsExactly("begin 1", "task", "begin 2", "end", "end");
  }

  @Test
  void aWorkerCanBeEndedBeforeItsPipelineStarts() {
    try (Pipeline pipeline = Pipeline.named("worker", clock)) {
      Worker worker = pipeline.worker("w", ONE);
      worker.video(gated);
      worker.execute(() -> seen.add("task"));
      worker.end();
      pipeline.run();
    }
    assertThat(seen).containsExactly("task", "end");
  }

  /** A task is done or refused, and never lost. */
  @Test
  void tasksBehindTheLastItemAreDone() {
    try (Pipeline pipeline = Pipeline.named("worker", clock)) {
      Worker worker = pipeline.worker("w", ONE);
      Inlet<VideoFrame> inlet = worker.video(gated);
      pipeline.start();
      give(inlet, 1);
      awaitSeen("begin 1");
      inlet.end();
      worker.execute(() -> seen.add("task"));
      gate.release();
      pipeline.await();
      assertThatThrownBy(() -> worker.execute(() -> {})).isInstanceOf(InletClosedException.class);
    }
    assertThat(seen).containsExactly("begin 1", "end", "task");
  }

  /** Due every second while it is on, and for ever not before. */
  private static final class Every implements Deadline {
    private final NanoClock clock;
    private final AtomicLong next = new AtomicLong(NanoClock.NEVER);
    private final AtomicInteger passed = new AtomicInteger();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    Every(NanoClock clock) {
      this.clock = clock;
    }

    void on() {
      next.set(clock.nanoTimeAfter(SECOND));
    }

    @Override
    public long nextNanos() {
      threads.add(Thread.currentThread());
      return next.get();
    }

    @Override
    public void passed() {
      threads.add(Thread.currentThread());
      on();
      passed.incrementAndGet();
    }
  }

  @Test
  void aDeadlinePassesWhileNothingComes() {
    Every every = new Every(clock);
    try (Pipeline pipeline = Pipeline.named("worker", clock)) {
      Worker worker = pipeline.worker("w", ONE);
      Inlet<VideoFrame> inlet = worker.video(frame -> every.on());
      worker.deadline(every);
      assertThatThrownBy(() -> worker.deadline(every)).isInstanceOf(IllegalStateException.class);
      pipeline.start();
      clock.awaitWaitFor(NanoClock.NEVER);
      clock.advance(SECOND);
      // A task has it asked again.
      worker.execute(every::on);
      Await.until(() -> every.next.get() != NanoClock.NEVER, () -> "not on");
      for (int i = 1; i <= 3; i++) {
        clock.awaitWaitFor(every.next.get());
        assertThat(every.passed).hasValue(i - 1);
        clock.advance(SECOND);
        int so = i;
        Await.until(() -> every.passed.get() == so, () -> "passed " + every.passed);
      }
      // An item puts it off.
      clock.awaitWaitFor(every.next.get());
      clock.advance(SECOND.minusNanos(1));
      long before = every.next.get();
      give(inlet, 1);
      Await.until(() -> every.next.get() != before, () -> "still " + before);
      clock.awaitWaitFor(every.next.get());
      clock.advance(Duration.ofNanos(2));
      clock.awaitWaitFor(every.next.get());
      assertThat(every.passed).hasValue(3);
      worker.end();
      pipeline.await();
    }
    assertThat(every.passed).hasValue(3);
    assertThat(every.threads).allMatch(thread -> thread.getName().equals("av4j-worker-w"));
  }

  @Test
  void whatIsQueuedGoesBeforeADeadlineThatHasPassed() {
    Every every = new Every(clock);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Pipeline pipeline = Pipeline.named("worker", clock)) {
      Worker worker = pipeline.worker("w", new QueueLimits(2, Long.MAX_VALUE, SECOND));
      Inlet<VideoFrame> inlet = worker.video(frame -> seen.add("item, " + every.passed));
      worker.deadline(every);
      pipeline.start();
      worker.execute(
          () -> {
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      give(inlet, 1);
      give(inlet, 2);
      every.next.set(clock.nanoTime());
      goOn.countDown();
      Await.until(() -> every.passed.get() == 1, () -> "passed " + every.passed);
      inlet.end();
      pipeline.await();
    }
    assertThat(seen).containsExactly("item, 0", "item, 0");
  }

  @Test
  void whatADeadlineThrowsFailsThePipeline() {
    IllegalStateException broken = new IllegalStateException("broken");
    try (Pipeline pipeline = Pipeline.named("worker", clock)) {
      Worker worker = pipeline.worker("w", ONE);
      worker.video(gated);
      worker.deadline(
          new Deadline() {
            @Override
            public long nextNanos() {
              return clock.nanoTime();
            }

            @Override
            public void passed() {
              throw broken;
            }
          });
      assertThatThrownBy(pipeline::run).isSameAs(broken);
    }
  }

  @Test
  void aTimeoutOfThePipelineIsItsClocks() throws Exception {
    try (Pipeline pipeline = Pipeline.named("worker", clock)) {
      Inlet<VideoFrame> inlet = pipeline.worker("w", ONE).video(gated);
      pipeline.start();
      long late = clock.nanoTime() + SECOND.toNanos();
      FutureTask<Boolean> awaited = start(() -> pipeline.await(SECOND));
      clock.awaitWaitFor(late);
      clock.advance(SECOND);
      assertThat(awaited.get(10, TimeUnit.SECONDS)).isFalse();
      inlet.end();
      assertThat(pipeline.await(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    }
  }
}
