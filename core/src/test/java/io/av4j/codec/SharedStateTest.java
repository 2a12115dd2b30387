package io.av4j.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.frame.VideoFrame;
import io.av4j.time.Timestamp;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What several threads may ask of one codec at once. */
@Timeout(60)
class SharedStateTest {
  private static Encoder<VideoFrame> encoder() {
    return Encoder.openVideo(
        VideoEncoderSettings.of("mpeg4", CodedClip.format(16, 16))
            .withOption("g", "600")
            .withOption("sc_threshold", "1000000000"),
        HeaderPlacement.GLOBAL);
  }

  private static VideoFrame frame(long pts) {
    VideoFrame frame = VideoFrame.allocate(CodedClip.format(16, 16));
    frame.setPts(new Timestamp(pts, CodedClip.RATE.invert()));
    return frame;
  }

  /** Many requests, each at another moment of a frame's way; one of two steps loses some. */
  @Test
  void noRequestForAKeyframeIsLost() throws InterruptedException {
    AtomicInteger fed = new AtomicInteger();
    AtomicInteger lastKey = new AtomicInteger(-1);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger lost = new AtomicInteger();
    try (Encoder<VideoFrame> encoder = encoder();
        VideoFrame picture = frame(0)) {
      Thread asking =
          new Thread(
              () -> {
                Random random = new Random(1);
                while (!over.get()) {
                  for (int wait = random.nextInt(5000); wait > 0; wait--) {
                    Thread.onSpinWait();
                  }
                  int before = fed.get();
                  encoder.requestKeyFrame();
                  // This thread may have waited for a processor before it asked.
                  int asked = fed.get();
                  // One frame may have passed the place already; the one after it may not.
                  while (lastKey.get() < before && !over.get()) {
                    if (fed.get() > asked + 3 && lastKey.get() < before) {
                      lost.incrementAndGet();
                      return;
                    }
                    Thread.onSpinWait();
                  }
                }
              },
              "asking");
      asking.start();
      for (int i = 0; i < 100_000 && asking.isAlive(); i++) {
        int number = i;
        picture.setPts(new Timestamp(i, CodedClip.RATE.invert()));
        encoder.feed(
            picture,
            packet -> {
              if (packet.keyFrame()) {
                lastKey.set(number);
              }
            });
        fed.set(i + 1);
      }
      over.set(true);
      asking.join();
    }
    assertThat(lost).hasValue(0);
  }

  /** One that waits for the other's lock holds none that a third may want. */
  @Test
  void comparingParametersHoldsNoTwoLocks() throws InterruptedException {
    AVCodecParameters target = avcodec.avcodec_parameters_alloc();
    try (Encoder<VideoFrame> encoder = encoder();
        CodecParameters one = CodecParameters.of(encoder);
        CodecParameters other = CodecParameters.of(encoder)) {
      Thread comparing = new Thread(() -> one.describesSameAs(other), "comparing");
      CountDownLatch written = new CountDownLatch(1);
      Thread writing =
          new Thread(
              () -> {
                one.writeTo(target);
                written.countDown();
              },
              "writing");
      boolean free;
      synchronized (other) {
        comparing.start();
        while (comparing.isAlive() && comparing.getState() != Thread.State.BLOCKED) {
          Thread.onSpinWait();
        }
        writing.start();
        free = written.await(10, TimeUnit.SECONDS);
      }
      comparing.join();
      writing.join();
      assertThat(free).isTrue();
      assertThat(one.describesSameAs(other)).isTrue();
    } finally {
      avcodec.avcodec_parameters_free(target);
    }
  }

  /** A loop that the compiler may not turn into one question. */
  private static boolean becomesPositive(LongSupplier count, long tries) {
    for (long i = 0; i < tries; i++) {
      if (count.getAsLong() > 0) {
        return true;
      }
    }
    return false;
  }

  @Test
  void anotherThreadSeesTheFramesLeftOut() throws InterruptedException {
    try (Encoder<VideoFrame> encoder = encoder()) {
      CountDownLatch warm = new CountDownLatch(1);
      AtomicBoolean seen = new AtomicBoolean();
      Thread reader =
          new Thread(
              () -> {
                for (int i = 0; i < 200; i++) {
                  becomesPositive(encoder::droppedCount, 1_000_000);
                }
                warm.countDown();
                seen.set(becomesPositive(encoder::droppedCount, 20_000_000_000L));
              },
              "reader");
      reader.setDaemon(true);
      reader.start();
      warm.await();
      for (long pts : new long[] {5, 1}) {
        try (VideoFrame frame = frame(pts)) {
          encoder.feed(frame, packet -> {});
        }
      }
      reader.join(10_000);
      assertThat(seen).isTrue();
    }
  }
}
