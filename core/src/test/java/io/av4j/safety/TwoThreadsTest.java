package io.av4j.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.av4j.codec.Decoder;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.MediaInput;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.ConstantFrameRate;
import io.av4j.filter.FilterGraph;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread stays inside a sink, the others are told so; close waits for it. */
@Timeout(30)
class TwoThreadsTest {
  private static final VideoFormat PICTURE =
      VideoFormat.of(64, 48, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));
  private static final AudioFormat SOUND =
      new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.STEREO);

  /** A thread that goes into an object and stays in its sink until it is told to leave. */
  private static final class Visitor<T> implements Sink<T> {
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch leave = new CountDownLatch(1);
    final AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread;

    void visit(Runnable call) throws InterruptedException {
      thread =
          new Thread(
              () -> {
                try {
                  call.run();
                } catch (Throwable e) {
                  thrown.set(e);
                }
              },
              "visitor");
      thread.start();
      assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void accept(T item) {
      inside.countDown();
      try {
        leave.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** While one thread is inside, every call is refused; close comes back when it has left. */
  private static <I, O> void check(Stage<I, O> stage, AutoCloseable closing, Iterable<I> items)
      throws Exception {
    Visitor<O> visitor = new Visitor<>();
    visitor.visit(() -> items.forEach(item -> stage.feed(item, visitor)));
    I item = items.iterator().next();
    refused(() -> stage.feed(item, out -> {}));
    refused(() -> stage.flush(out -> {}));
    closeWaits(closing, visitor);
    assertThatIllegalStateException()
        .isThrownBy(() -> stage.feed(item, out -> {}))
        .withMessageContaining("is closed");
  }

  private static void refused(Runnable call) {
    assertThatIllegalStateException()
        .isThrownBy(call::run)
        .withMessageMatching(
            ".* is in use by Thread\\[.*visitor.*\\]; it serves one thread at a time");
  }

  private static void closeWaits(AutoCloseable closing, Visitor<?> visitor) throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    Thread closer =
        new Thread(
            () -> {
              try {
                closing.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              closed.countDown();
            },
            "closer");
    closer.start();
    assertThat(closed.await(50, TimeUnit.MILLISECONDS)).isFalse();
    visitor.leave.countDown();
    assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    visitor.thread.join();
    assertThat(visitor.thrown.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private static List<Packet> packets() {
    List<Packet> packets = new ArrayList<>();
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"))) {
      while (packets.size() < 30) {
        input.read(
            packet -> {
              if (packet.streamIndex() == 0) {
                packets.add(packet.newRef());
              }
            });
      }
    }
    return packets;
  }

  private static List<VideoFrame> pictures() {
    List<VideoFrame> pictures = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      VideoFrame picture = VideoFrame.allocate(PICTURE);
      picture.setPts(new Timestamp(i, new Rational(1, 25)));
      pictures.add(picture);
    }
    return pictures;
  }

  @Test
  void decoder() throws Exception {
    List<Packet> packets = packets();
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"))) {
      assertThat(input.stream(0).mediaType()).isEqualTo("video");
      Decoder<VideoFrame> decoder = input.bestVideo().openDecoder();
      check(decoder, decoder, packets);
    }
    packets.forEach(Packet::close);
  }

  @Test
  void encoder() throws Exception {
    List<VideoFrame> pictures = pictures();
    Encoder<VideoFrame> encoder =
        Encoder.openVideo(VideoEncoderSettings.of("mpeg4", PICTURE), HeaderPlacement.IN_BAND);
    check(encoder, encoder, pictures);
    pictures.forEach(VideoFrame::close);
  }

  @Test
  void videoStages() throws Exception {
    List<VideoFrame> pictures = pictures();
    VideoScaler scaler = VideoScaler.to(PICTURE.withSize(32, 32));
    check(scaler, scaler, pictures);
    FilterGraph graph = FilterGraph.video("hflip");
    check(graph, graph, pictures);
    ConstantFrameRate rate = ConstantFrameRate.of(new Rational(25, 1));
    check(rate, rate, pictures);
    pictures.forEach(VideoFrame::close);
  }

  @Test
  void resampler() throws Exception {
    AudioFrame sound = AudioFrame.allocate(SOUND, 1000);
    AudioResampler resampler = AudioResampler.to(SOUND.withSampleRate(44_100), 100);
    check(resampler, resampler, List.of(sound));
    sound.close();
  }

  @Test
  void timeShift() throws Exception {
    List<Packet> packets = packets();
    TimeShift shift = TimeShift.by(Timestamp.ofMicros(1));
    Visitor<Packet> visitor = new Visitor<>();
    visitor.visit(() -> packets.forEach(packet -> shift.feed(packet, visitor)));
    refused(() -> shift.feed(packets.get(1), out -> {}));
    closeWaits(shift, visitor);
    packets.forEach(Packet::close);
  }

  @Test
  void input() throws Exception {
    MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
    Visitor<Packet> visitor = new Visitor<>();
    visitor.visit(
        () -> {
          input.read(visitor);
          input.read(visitor);
        });
    refused(() -> input.read(packet -> {}));
    refused(() -> input.seek(Timestamp.ofMicros(0)));
    refused(() -> input.bestVideo());
    refused(() -> input.videoFrames().close());
    refused(() -> input.pointer());
    closeWaits(input, visitor);
    assertThatIllegalStateException().isThrownBy(() -> input.read(packet -> {}));
  }
}
