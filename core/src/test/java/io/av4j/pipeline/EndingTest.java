package io.av4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.av4j.flow.Inlet;
import io.av4j.flow.InletClosedException;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Why a pipeline ends, and who is told what. */
@Timeout(30)
class EndingTest {
  private static final VideoFrame FRAME =
      VideoFrame.allocate(VideoFormat.of(16, 16, PixelFormat.YUV420P));
  private static final QueueLimits ONE = new QueueLimits(1, Long.MAX_VALUE, Duration.ofDays(1));

  private final IllegalStateException broken = new IllegalStateException("broken");
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Ending> endings = new CopyOnWriteArrayList<>();
  private final AtomicReference<Throwable> thrown = new AtomicReference<>();
  private volatile Thread feeder;
  private volatile boolean inHand;

  @AfterAll
  static void close() {
    FRAME.close();
  }

  @AfterEach
  void nothingIsLeftRunning() {
    Threads.awaitNone("feeding");
    Threads.awaitNone("fed");
  }

  private void awaitGate(VideoFrame frame) {
    inHand = true;
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  /** Feeds for ever, and keeps what ends it. */
  private void feed(Inlet<VideoFrame> inlet) {
    feeder = Thread.currentThread();
    try {
      while (true) {
        inlet.accept(FRAME);
      }
    } catch (RuntimeException e) {
      thrown.set(e);
      throw e;
    }
  }

  private void awaitFeederBlocked(Worker worker) {
    Await.until(
        () ->
            inHand
                && worker.depth().items() == 1
                && feeder != null
                && feeder.getState() == Thread.State.WAITING,
        () -> worker.depth() + ", " + feeder);
  }

  /** One that is fed by another is not touched by the failure of that one. */
  @Test
  void whoBreaksWhileItWaitsElsewhereBreaksAlone() {
    AtomicInteger encoded = new AtomicInteger();
    try (Pipeline fed = Pipeline.named("fed");
        Pipeline feeding = Pipeline.named("feeding")) {
      Worker encoder = fed.worker("encode", ONE);
      Inlet<VideoFrame> inlet =
          encoder.video(
              frame -> {
                awaitGate(frame);
                encoded.incrementAndGet();
              });
      CountDownLatch breakNow = new CountDownLatch(1);
      feeding.source("decode", source -> feed(inlet));
      feeding.source(
          "read",
          source -> {
            try {
              breakNow.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            throw broken;
          });
      fed.start();
      feeding.start();
      awaitFeederBlocked(encoder);
      breakNow.countDown();
      assertThatThrownBy(feeding::await).isSameAs(broken);
      assertThat(thrown.get()).isInstanceOf(CancellationException.class);
      assertThat(fed.failure()).isNull();
      gate.countDown();
      inlet.accept(FRAME);
      inlet.end();
      fed.await();
    }
    assertThat(encoded).hasValue(3);
  }

  @Test
  void whoFeedsABrokenOneFailsWithTheReason() {
    try (Pipeline fed = Pipeline.named("fed");
        Pipeline feeding = Pipeline.named("feeding")) {
      Worker encoder = fed.worker("encode", ONE);
      Inlet<VideoFrame> inlet =
          encoder.video(
              frame -> {
                awaitGate(frame);
                throw broken;
              });
      feeding.source("decode", source -> feed(inlet));
      fed.start();
      feeding.start();
      awaitFeederBlocked(encoder);
      gate.countDown();
      assertThatThrownBy(feeding::await)
          .isInstanceOf(InletClosedException.class)
          .hasCause(broken)
          .hasMessageContaining("broken");
      assertThat(feeding.failure()).isSameAs(thrown.get());
      assertThatThrownBy(fed::await).isSameAs(broken);
      assertThat(fed.failure()).isSameAs(broken);
      assertThatThrownBy(inlet::end).isInstanceOf(InletClosedException.class).hasCause(broken);
      assertThatThrownBy(() -> encoder.execute(() -> {}))
          .isInstanceOf(InletClosedException.class)
          .hasCause(broken);
    }
  }

  @Test
  void whoFeedsACancelledOneFailsWithoutAReason() {
    try (Pipeline fed = Pipeline.named("fed");
        Pipeline feeding = Pipeline.named("feeding")) {
      Worker encoder = fed.worker("encode", ONE);
      Inlet<VideoFrame> inlet = encoder.video(this::awaitGate);
      feeding.source("decode", source -> feed(inlet));
      fed.start();
      feeding.start();
      awaitFeederBlocked(encoder);
      fed.cancel();
      assertThatThrownBy(feeding::await)
          .isInstanceOf(InletClosedException.class)
          .hasNoCause()
          .hasMessageContaining("cancelled");
      assertThat(fed.failure()).isNull();
    }
  }

  @Test
  void anInterruptWhileWaitingStaysSet() {
    AtomicBoolean stayed = new AtomicBoolean();
    try (Pipeline fed = Pipeline.named("fed")) {
      Worker encoder = fed.worker("encode", ONE);
      Inlet<VideoFrame> inlet = encoder.video(this::awaitGate);
      fed.start();
      Thread own =
          new Thread(
              () -> {
                try {
                  feed(inlet);
                } catch (CancellationException e) {
                  stayed.set(Thread.currentThread().isInterrupted());
                }
              },
              "av4j-feeding-own");
      own.start();
      awaitFeederBlocked(encoder);
      own.interrupt();
      Threads.awaitNone("feeding");
      assertThat(thrown.get()).isInstanceOf(CancellationException.class);
      assertThat(stayed).isTrue();
      assertThat(fed.failure()).isNull();
    }
  }

  /** Its worker was told that nothing more comes: no failure of the pipeline of both. */
  @Test
  void aSourceWhoseWorkerWasEndedEnds() {
    try (Pipeline pipeline = Pipeline.named("fed")) {
      Worker worker = pipeline.worker("encode", ONE);
      Inlet<VideoFrame> inlet = worker.video(this::awaitGate);
      pipeline.source("read", source -> feed(inlet));
      pipeline.onEnd(endings::add);
      pipeline.start();
      awaitFeederBlocked(worker);
      worker.end();
      gate.countDown();
      pipeline.await();
      assertThat(thrown.get()).isInstanceOf(InletClosedException.class).hasNoCause();
    }
    assertThat(endings).containsExactly(new Ending.Completed());
  }

  @Test
  void theEndIsToldOnceByTheLastThread() {
    AtomicReference<Thread> teller = new AtomicReference<>();
    try (Pipeline pipeline = Pipeline.named("fed")) {
      Inlet<VideoFrame> inlet = pipeline.worker("encode", ONE).video(this::awaitGate);
      pipeline.source("read", source -> inlet.end());
      pipeline.onEnd(
          ending -> {
            endings.add(ending);
            teller.set(Thread.currentThread());
            // Too late to change anything; and no lock is held.
            pipeline.cancel();
            pipeline.fail(broken);
          });
      pipeline.run();
      pipeline.cancel();
      assertThat(teller.get().getName()).isIn("av4j-fed-encode", "av4j-fed-read");
      assertThatThrownBy(() -> pipeline.onEnd(endings::add))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(endings).containsExactly(new Ending.Completed());
  }

  @Test
  void theEndOfACancelledOneIsTold() {
    try (Pipeline pipeline = Pipeline.named("fed")) {
      Worker worker = pipeline.worker("encode", ONE);
      Inlet<VideoFrame> inlet = worker.video(this::awaitGate);
      pipeline.source("read", source -> feed(inlet));
      pipeline.onEnd(endings::add);
      pipeline.start();
      awaitFeederBlocked(worker);
      pipeline.cancel();
      assertThatThrownBy(pipeline::await).isInstanceOf(CancellationException.class);
      assertThat(pipeline.failure()).isNull();
    }
    assertThat(endings).containsExactly(new Ending.Cancelled());
  }

  /** An error like any other failure; the listener is not interrupted, and may close. */
  @Test
  @SuppressWarnings("try") // closed twice
  void theEndOfAFailedOneIsTold() {
    AssertionError error = new AssertionError("an assertion of a drawing");
    AtomicBoolean interrupted = new AtomicBoolean();
    AtomicBoolean closed = new AtomicBoolean();
    try (Pipeline pipeline = Pipeline.named("fed")) {
      pipeline.own(() -> closed.set(true));
      Worker worker = pipeline.worker("encode", ONE);
      Inlet<VideoFrame> inlet =
          worker.video(
              frame -> {
                awaitGate(frame);
                throw error;
              });
      pipeline.source("read", source -> feed(inlet));
      pipeline.onEnd(
          ending -> {
            endings.add(ending);
            interrupted.set(Thread.currentThread().isInterrupted());
            pipeline.close();
          });
      pipeline.start();
      awaitFeederBlocked(worker);
      gate.countDown();
      assertThatThrownBy(pipeline::await).isSameAs(error);
      assertThat(pipeline.failure()).isSameAs(error);
      assertThat(closed).isTrue();
    }
    assertThat(endings).containsExactly(new Ending.Failed(error));
    assertThat(interrupted).isFalse();
  }

  @Test
  void whatAListenerThrowsIsLogged() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Pipeline.class);
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
    try (Pipeline pipeline = Pipeline.named("fed")) {
      pipeline.worker("encode", ONE);
      pipeline.onEnd(
          ending -> {
            throw broken;
          });
      pipeline.onEnd(endings::add);
      pipeline.run();
    } finally {
      logger.setAdditive(true);
      logger.detachAppender(lines);
    }
    assertThat(endings).containsExactly(new Ending.Completed());
    assertThat(lines.list)
        .singleElement()
        .satisfies(line -> assertThat(line.getThrowableProxy().getMessage()).isEqualTo("broken"));
  }

  @Test
  void oneWithoutThreadsEndsAsItStarts() {
    try (Pipeline pipeline = Pipeline.named("fed")) {
      pipeline.onEnd(endings::add);
      pipeline.run();
    }
    assertThat(endings).containsExactly(new Ending.Completed());
  }

  @Test
  void oneThatBrokeBeforeItsStartDoesNotStart() {
    try (Pipeline pipeline = Pipeline.named("fed")) {
      Inlet<VideoFrame> early = pipeline.worker("early", ONE).video(frame -> {});
      pipeline.onEnd(endings::add);
      pipeline.fail(broken);
      Inlet<VideoFrame> late = pipeline.worker("late", ONE).video(frame -> {});
      assertThatThrownBy(pipeline::start).isSameAs(broken);
      assertThatThrownBy(() -> early.accept(FRAME)).isInstanceOf(InletClosedException.class);
      assertThatThrownBy(() -> late.accept(FRAME)).isInstanceOf(InletClosedException.class);
    }
    assertThat(endings).isEmpty();
  }

  @Test
  void aFailureOfAWorkerReachesTheThreadThatFeedsIt() {
    try (Pipeline pipeline = Pipeline.named("fed")) {
      AtomicInteger handled = new AtomicInteger();
      Inlet<VideoFrame> inlet =
          pipeline
              .worker("encode", ONE)
              .video(
                  frame -> {
                    if (handled.incrementAndGet() == 3) {
                      throw broken;
                    }
                  });
      assertThatThrownBy(() -> pipeline.run(() -> feed(inlet))).isSameAs(broken);
      assertThat(thrown.get()).isInstanceOf(InletClosedException.class).hasCause(broken);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void aFailureOfTheThreadThatFeedsEndsTheWorkers() {
    try (Pipeline pipeline = Pipeline.named("fed")) {
      Inlet<VideoFrame> inlet = pipeline.worker("encode", ONE).video(this::awaitGate);
      pipeline.onEnd(endings::add);
      assertThatThrownBy(
              () ->
                  pipeline.run(
                      () -> {
                        inlet.accept(FRAME);
                        throw broken;
                      }))
          .isSameAs(broken);
    }
    assertThat(endings).containsExactly(new Ending.Failed(broken));
  }

  @Test
  void anotherThreadCanFeedAllAndEndIt() {
    AtomicInteger handled = new AtomicInteger();
    try (Pipeline pipeline = Pipeline.named("fed")) {
      Inlet<VideoFrame> inlet =
          pipeline.worker("encode", ONE).video(frame -> handled.incrementAndGet());
      pipeline.run(
          () -> {
            for (int i = 0; i < 100; i++) {
              inlet.accept(FRAME);
            }
            inlet.end();
          });
    }
    assertThat(handled).hasValue(100);
  }

  /** A source must not take the end of others for its own, and finish a file that is not whole. */
  @Test
  void aFailureElsewhereIsNoEndForASource() {
    CountDownLatch reading = new CountDownLatch(1);
    AtomicBoolean toldToEnd = new AtomicBoolean();
    try (Pipeline pipeline = Pipeline.named("feeding")) {
      pipeline.source(
          "a",
          source -> {
            while (source.mayGoOn(null)) {
              reading.countDown();
              Thread.onSpinWait();
            }
            toldToEnd.set(true);
          });
      pipeline.source(
          "b",
          source -> {
            try {
              reading.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            throw broken;
          });
      assertThatThrownBy(pipeline::run).isSameAs(broken);
    }
    assertThat(toldToEnd).isFalse();
  }

  /** Two pipelines, one feeding the other, ended in all ways at any moment. */
  @Test
  void howeverItEndsAllIsToldOnceAndNothingHangs() throws InterruptedException {
    long seed = Long.getLong("av4j.seed", 11);
    System.out.println("EndingTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int how = random.nextInt(5);
      int frames = random.nextInt(12);
      int most = random.nextInt(20);
      List<Ending> ofFeeding = new CopyOnWriteArrayList<>();
      List<Ending> ofFed = new CopyOnWriteArrayList<>();
      try (Pipeline fed = Pipeline.named("fed");
          Pipeline feeding = Pipeline.named("feeding")) {
        CountDownLatch now = new CountDownLatch(1);
        Worker encoder = fed.worker("encode", ONE);
        Inlet<VideoFrame> last = encoder.video(frame -> {});
        Inlet<VideoFrame> first = feeding.worker("decode", ONE).video(last);
        feeding.source(
            "read",
            source -> {
              for (int i = 0; i < most && source.mayGoOn(null); i++) {
                if (i == frames) {
                  now.countDown();
                }
                first.accept(FRAME);
              }
              now.countDown();
              first.end();
            });
        feeding.onEnd(ofFeeding::add);
        fed.onEnd(ofFed::add);
        fed.start();
        feeding.start();
        now.await();
        switch (how) {
          case 0 -> feeding.cancel();
          case 1 -> feeding.fail(broken);
          case 2 -> fed.cancel();
          case 3 -> fed.fail(broken);
          default -> encoder.end();
        }
        settle(feeding);
        encoder.end();
        settle(fed);
        String what = "round " + round + ", way " + how + ", " + ofFeeding + ", " + ofFed;
        assertThat(ofFeeding).as(what).hasSize(1);
        assertThat(ofFed).as(what).hasSize(1);
        if (how < 2) {
          assertThat(ofFed).as(what).containsExactly(new Ending.Completed());
        } else if (ofFeeding.get(0) instanceof Ending.Failed failed) {
          assertThat(failed.cause()).as(what).isInstanceOf(InletClosedException.class);
        }
      }
    }
  }

  private static void settle(Pipeline pipeline) {
    try {
      assertThat(pipeline.await(Duration.ofSeconds(10))).isTrue();
    } catch (RuntimeException e) {
      // Which one, the endings tell.
    }
  }
}
