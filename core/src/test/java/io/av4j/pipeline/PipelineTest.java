package io.av4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.codec.Packet;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.flow.Sink;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Await;
import io.av4j.testing.SilentServer;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PipelineTest {
  private static final Rational FRAME = new Rational(1, 25);
  private static final VideoFormat SMALL = VideoFormat.of(16, 16, PixelFormat.YUV420P);

  @AfterEach
  void nothingIsLeftRunning() {
    Threads.awaitNone("test");
  }

  /** Feeds that many pictures with a pts and a length. */
  private static void feed(int count, Sink<VideoFrame> sink) {
    try (VideoFrame frame = VideoFrame.allocate(SMALL)) {
      for (int i = 0; i < count; i++) {
        frame.setPts(new Timestamp(i, FRAME));
        frame.setDuration(new Timestamp(1, FRAME));
        sink.accept(frame);
      }
    }
    sink.end();
  }

  @Test
  void keepsTheOrderThroughSeveralThreads() {
    List<Long> seen = new ArrayList<>();
    try (Pipeline pipeline = Pipeline.named("test")) {
      Sink<VideoFrame> last =
          pipeline.worker("c", QueueLimits.FRAMES).video(f -> seen.add(f.pts().value()));
      Sink<VideoFrame> middle = pipeline.worker("b", QueueLimits.FRAMES).video(last);
      pipeline.source("a", source -> feed(500, middle));
      pipeline.run();
    }
    assertThat(seen).hasSize(500).isSorted();
  }

  @Test
  void fullQueuesHoldTheirFeederBack() {
    assertQueued(3, new QueueLimits(3, Long.MAX_VALUE, Duration.ofDays(1)));
    // 384 bytes a picture, 40 ms.
    assertQueued(5, new QueueLimits(1000, 1600, Duration.ofDays(1)));
    assertQueued(5, new QueueLimits(1000, Long.MAX_VALUE, Duration.ofMillis(200)));
    assertQueued(1, new QueueLimits(1, 1, Duration.ofNanos(1)));
  }

  /** While one is in hand, exactly so many wait; and never more. */
  private static void assertQueued(int most, QueueLimits limits) {
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    try (Pipeline pipeline = Pipeline.named("test")) {
      Worker worker = pipeline.worker("slow", limits);
      Sink<VideoFrame> inlet =
          worker.video(
              frame -> {
                awaitUninterrupted(goOn);
                seen.accumulateAndGet(worker.depth().items(), Math::max);
                done.incrementAndGet();
              });
      AtomicLong fed = new AtomicLong();
      pipeline.source(
          "fast",
          source ->
              feed(
                  50,
                  new Sink<>() {
                    @Override
                    public void accept(VideoFrame frame) {
                      inlet.accept(frame);
                      fed.incrementAndGet();
                    }

                    @Override
                    public void end() {
                      inlet.end();
                    }
                  }));
      pipeline.start();
      Await.until(
          () -> worker.depth().items() == most && fed.get() == most + 1,
          () -> worker.depth() + ", fed " + fed);
      goOn.countDown();
      pipeline.await();
    }
    assertThat(done).hasValue(50);
    assertThat(seen.get()).isLessThanOrEqualTo(most);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  @Test
  void theFirstFailureEndsAllAndIsThrown() {
    IllegalStateException broken = new IllegalStateException("broken");
    AtomicBoolean closed = new AtomicBoolean();
    try (Pipeline pipeline = Pipeline.named("test")) {
      pipeline.own(() -> closed.set(true));
      Sink<VideoFrame> fails =
          pipeline
              .worker("fails", QueueLimits.FRAMES)
              .video(
                  frame -> {
                    if (frame.pts().value() == 10) {
                      throw broken;
                    }
                  });
      pipeline.source("endless", source -> feed(Integer.MAX_VALUE, fails));
      // Has nothing to do with the failure, and waits for what never comes.
      pipeline.source("stuck", source -> awaitUninterrupted(new CountDownLatch(1)));
      pipeline.start();
      assertThatThrownBy(pipeline::await).isSameAs(broken);
      assertThatThrownBy(pipeline::await).isSameAs(broken);
    }
    assertThat(closed).isTrue();
  }

  @Test
  void cancelEndsAThreadThatIsBlockedInReading() throws Exception {
    try (SilentServer server = SilentServer.http(new byte[] {'G'});
        Pipeline pipeline = Pipeline.named("test")) {
      pipeline.source(
          "read",
          source ->
              MediaInput.open("http://127.0.0.1:" + server.port() + "/x.ts", InputOptions.DEFAULT)
                  .close());
      pipeline.start();
      server.awaitSilence();
      long start = System.nanoTime();
      pipeline.cancel();
      assertThatThrownBy(pipeline::await).isInstanceOf(CancellationException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void stopLetsWhatWasReadRunThrough() {
    AtomicInteger written = new AtomicInteger();
    AtomicInteger read = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_720p.ts"));
        Pipeline pipeline = Pipeline.named("test")) {
      Sink<Packet> end =
          new Sink<>() {
            @Override
            public void accept(Packet packet) {
              written.incrementAndGet();
            }

            @Override
            public void end() {
              ended.set(true);
            }
          };
      Sink<Packet> inlet = pipeline.worker("write", QueueLimits.PACKETS).packets(end);
      Sink<Packet> counted =
          new Sink<>() {
            @Override
            public void accept(Packet packet) {
              inlet.accept(packet);
              if (read.incrementAndGet() == 20) {
                pipeline.stop();
              }
            }

            @Override
            public void end() {
              inlet.end();
            }
          };
      pipeline.read(input, input.bestVideo().to(counted));
      pipeline.run();
    }
    assertThat(read).hasValue(20);
    assertThat(written).hasValue(20);
    assertThat(ended).isTrue();
  }

  /** Three sources of their own speeds; none gets further ahead than the tolerance and one step. */
  @Test
  void sourcesStayTogether() {
    long seed = Long.getLong("av4j.seed", 7);
    System.out.println("PipelineTest seed " + seed);
    AtomicLong[] at = {new AtomicLong(), new AtomicLong(), new AtomicLong()};
    AtomicLong worst = new AtomicLong();
    AtomicInteger running = new AtomicInteger(at.length);
    try (Pipeline pipeline = Pipeline.named("test")) {
      for (int i = 0; i < at.length; i++) {
        AtomicLong own = at[i];
        Random random = new Random(seed + i);
        pipeline.source(
            "s" + i,
            source -> {
              long time = 0;
              while (time < 60_000_000 && source.mayGoOn(Timestamp.ofMicros(time))) {
                own.set(time);
                if (running.get() == at.length) {
                  long least = Math.min(at[0].get(), Math.min(at[1].get(), at[2].get()));
                  worst.accumulateAndGet(time - least, Math::max);
                }
                time += 1 + random.nextInt(40_000);
              }
              running.decrementAndGet();
            });
      }
      pipeline.run();
    }
    // A source moves on by a step of 40 ms at most after it was let through.
    assertThat(worst.get()).isBetween(1L, Pipeline.TOLERANCE.toNanos() / 1000 + 40_000);
  }

  /** What waits for room elsewhere does not hold the others, or both would wait for ever. */
  @Test
  void aSourceThatWaitsForRoomHoldsNobodyBack() throws InterruptedException {
    CountDownLatch otherIsOver = new CountDownLatch(1);
    try (Pipeline pipeline = Pipeline.named("test")) {
      Sink<VideoFrame> slow =
          pipeline
              .worker("slow", QueueLimits.FRAMES)
              .video(frame -> awaitUninterrupted(otherIsOver));
      pipeline.source(
          "held",
          source -> {
            source.mayGoOn(Timestamp.ofMicros(0));
            feed(20, slow);
          });
      pipeline.source(
          "free",
          source -> {
            for (long t = 0; t < 10_000_000 && source.mayGoOn(Timestamp.ofMicros(t)); ) {
              t += 10_000;
            }
            otherIsOver.countDown();
          });
      pipeline.run();
    }
  }

  @Test
  void partsAreMadeBeforeTheStartOnly() {
    try (Pipeline pipeline = Pipeline.named("test")) {
      Worker worker = pipeline.worker("w", QueueLimits.FRAMES);
      assertThatThrownBy(() -> pipeline.await()).isInstanceOf(IllegalStateException.class);
      pipeline.run();
      assertThatThrownBy(() -> worker.video(frame -> {})).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> pipeline.worker("x", QueueLimits.FRAMES))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(pipeline::start).isInstanceOf(IllegalStateException.class);
      // Too late to mean anything.
      pipeline.cancel();
      pipeline.await();
    }
  }

  @Test
  void closeWithoutAStartClosesWhatIsOwned() {
    AtomicInteger order = new AtomicInteger();
    int[] first = new int[1];
    try (Pipeline pipeline = Pipeline.named("test")) {
      pipeline.own(() -> first[0] = order.incrementAndGet());
      pipeline.own(order::incrementAndGet);
      pipeline.worker("w", QueueLimits.FRAMES).video(frame -> {});
    }
    assertThat(first[0]).isEqualTo(2);
  }
}
