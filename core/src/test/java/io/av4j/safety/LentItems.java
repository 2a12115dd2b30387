package io.av4j.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.VideoScaler;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Scenario;
import io.av4j.testing.TestMedia;
import io.av4j.time.Timestamp;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a thread can do to an item that was lent to another one. */
public final class LentItems implements Supplier<Map<String, Scenario>> {
  private static final long NANOS = 1_500_000_000;

  @Override
  public Map<String, Scenario> get() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    all.put("packets read by another thread beyond their turn", LentItems::packets);
    all.put("pictures copied by another thread beyond their turn", LentItems::pictures);
    all.put("scaled pictures copied by another thread beyond their turn", LentItems::scaled);
    all.put("sound copied by another thread beyond its turn", LentItems::sound);
    all.put("an item kept beyond its turn", LentItems::kept);
    return all;
  }

  private static void packets() throws Exception {
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_1080p30.mp4"))) {
      Race<Packet> race = new Race<>();
      race.run(
          () -> {
            if (!input.read(race::lend)) {
              input.seek(Timestamp.ofMicros(0));
            }
          },
          packet -> {
            packet.bytes();
            packet.newRef().close();
          });
    }
  }

  private static void pictures() throws Exception {
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
        Decoder<VideoFrame> decoder =
            input.bestVideo().openDecoder(DecoderOptions.DEFAULT.withThreads(1))) {
      int index = input.bestVideo().index();
      byte[] copy = new byte[640 * 360 * 3 / 2];
      Race<VideoFrame> race = new Race<>();
      race.run(
          () -> {
            boolean more =
                input.read(
                    packet -> {
                      if (packet.streamIndex() == index) {
                        decoder.feed(packet, race::lend);
                      }
                    });
            if (!more) {
              input.seek(Timestamp.ofMicros(0));
              decoder.discard();
            }
          },
          frame -> {
            frame.copyTo(copy);
            frame.newRef().close();
          });
    }
  }

  private static void scaled() throws Exception {
    VideoFormat large = VideoFormat.of(320, 180, PixelFormat.YUV420P);
    try (VideoScaler scaler = VideoScaler.to(large);
        VideoFrame source = VideoFrame.allocate(large.withSize(64, 36))) {
      byte[] copy = new byte[source.packedSize() * 25];
      Race<VideoFrame> race = new Race<>();
      race.run(
          () -> scaler.feed(source, race::lend),
          frame -> {
            frame.copyTo(copy);
            frame.copyFrom(copy);
          });
    }
  }

  private static void sound() throws Exception {
    AudioFormat format = new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.STEREO);
    try (AudioResampler resampler = AudioResampler.to(format.withSampleRate(44_100));
        AudioFrame source = AudioFrame.allocate(format, 9600)) {
      byte[] copy = new byte[1 << 20];
      Race<AudioFrame> race = new Race<>();
      race.run(() -> resampler.feed(source, race::lend), frame -> frame.copyTo(copy));
    }
  }

  /** One thread lends items, another uses whatever it got hold of, also beyond its turn. */
  private static final class Race<T> {
    private final AtomicReference<T> stolen = new AtomicReference<>();
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();

    /** The sink: gives the thief a moment, so that it is often inside when the turn ends. */
    void lend(T item) {
      long before = used.get() + refused.get();
      stolen.set(item);
      long start = System.nanoTime();
      while (used.get() + refused.get() < before + 2 && System.nanoTime() - start < 100_000) {
        Thread.onSpinWait();
      }
    }

    void run(Runnable lender, Consumer<T> use) throws InterruptedException {
      Thread thief = new Thread(() -> steal(use), "thief");
      thief.start();
      long turns = 0;
      long end = System.nanoTime() + NANOS;
      while (System.nanoTime() < end) {
        lender.run();
        turns++;
      }
      thief.interrupt();
      thief.join();
      assertThat(wrong.get()).isNull();
      System.out.println(
          "= "
              + turns
              + " turns; the other thread got in "
              + used
              + " times, was refused "
              + refused);
      assertThat(used.get()).isPositive();
    }

    private void steal(Consumer<T> use) {
      while (!Thread.currentThread().isInterrupted()) {
        T item = stolen.get();
        try {
          if (item != null) {
            use.accept(item);
            used.incrementAndGet();
          }
        } catch (IllegalStateException e) {
          refused.incrementAndGet();
        } catch (RuntimeException e) {
          wrong.set(e);
          return;
        }
      }
    }
  }

  private static void kept() {
    VideoFormat format = VideoFormat.of(64, 36, PixelFormat.YUV420P);
    try (VideoScaler scaler = VideoScaler.to(format);
        VideoFrame source = VideoFrame.allocate(format.withSize(32, 18))) {
      AtomicReference<VideoFrame> kept = new AtomicReference<>();
      scaler.feed(source, kept::set);
      assertThat(kept.get().isOpen()).isFalse();
      assertThatThrownBy(() -> kept.get().width())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("its turn is over");
    }
  }
}
