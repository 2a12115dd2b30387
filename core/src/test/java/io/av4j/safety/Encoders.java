package io.av4j.safety;

import static io.av4j.safety.Misuse.tolerated;
import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.FFmpeg;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.Encoder;
import io.av4j.codec.EncoderSupport;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.Frame;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Scenario;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Every encoder of the build, and the frames it is not meant to get. */
public final class Encoders implements Supplier<Map<String, Scenario>> {
  private static final Rational RATE = new Rational(25, 1);
  private static final int[][] ODD_SIZES = {{1, 1}, {2, 2}, {3, 5}, {16, 16}, {18, 10}, {130, 66}};
  private static final int[] SHORT_FRAMES = {1, 2, 3, 16, 255, 4096};

  @Override
  public Map<String, Scenario> get() {
    FFmpeg.require();
    Map<String, Scenario> all = new LinkedHashMap<>();
    try (PointerPointer<Pointer> state = new PointerPointer<>(1)) {
      state.put(0, (Pointer) null);
      AVCodec codec;
      while ((codec = avcodec.av_codec_iterate(state)) != null) {
        if (avcodec.av_codec_is_encoder(codec) == 0) {
          continue;
        }
        String name = codec.name().getString();
        if (codec.type() == avutil.AVMEDIA_TYPE_VIDEO) {
          all.put(name, () -> video(name));
        } else if (codec.type() == avutil.AVMEDIA_TYPE_AUDIO) {
          all.put(name, () -> audio(name));
        }
      }
    }
    return all;
  }

  private static void video(String name) {
    VideoFormat format = null;
    for (VideoFormat candidate : videoFormats(name)) {
      RuntimeException refusal = tolerated(() -> openVideo(name, candidate).close());
      if (refusal == null) {
        format = candidate;
        break;
      }
    }
    tolerated(() -> openVideo(name, VideoFormat.of(1, 1, PixelFormat.YUV420P)).close());
    if (format == null) {
      System.out.println(name + " opens for no format tried");
      return;
    }
    VideoFormat right = format;
    for (int[] size : ODD_SIZES) {
      tolerated(() -> noise(name, right.withSize(size[0], size[1])));
    }
    try (Encoder<VideoFrame> nothing = openVideo(name, right)) {
      tolerated(() -> nothing.flush(packet -> {}));
      tolerated(() -> nothing.flush(packet -> {}));
    }
    try (Encoder<VideoFrame> encoder = openVideo(name, right)) {
      long[] packets = {0};
      for (int i = 0; i < 4; i++) {
        long pts = i;
        tolerated(() -> feed(encoder, picture(right), pts, packets));
      }
      for (VideoFormat wrong : wrong(right)) {
        assertThat(tolerated(() -> feed(encoder, picture(wrong), 10, packets)))
            .as(name + " fed " + wrong)
            .isInstanceOf(IllegalArgumentException.class);
      }
      end(name, encoder, picture(right), packets);
      System.out.println(name + " " + right + ": " + packets[0] + " packets");
    }
  }

  private static void audio(String name) {
    AudioFormat format = null;
    for (AudioFormat candidate : audioFormats(name)) {
      RuntimeException refusal = tolerated(() -> openAudio(name, candidate).close());
      if (refusal == null) {
        format = candidate;
        break;
      }
    }
    if (format == null) {
      System.out.println(name + " opens for no format tried");
      return;
    }
    AudioFormat right = format;
    for (int samples : SHORT_FRAMES) {
      tolerated(() -> noise(name, right, samples));
    }
    try (Encoder<AudioFrame> nothing = openAudio(name, right)) {
      tolerated(() -> nothing.flush(packet -> {}));
    }
    try (Encoder<AudioFrame> encoder = openAudio(name, right)) {
      int size = encoder.frameSize() == 0 ? 960 : encoder.frameSize();
      long[] packets = {0};
      for (int i = 0; i < 4; i++) {
        long pts = (long) i * size;
        tolerated(() -> feed(encoder, sound(right, size), pts, packets));
      }
      for (AudioFormat wrong : wrong(right)) {
        assertThat(tolerated(() -> feed(encoder, sound(wrong, size), 10L * size, packets)))
            .as(name + " fed " + wrong)
            .isInstanceOf(IllegalArgumentException.class);
      }
      // Too long, then too short in the middle, then one that goes on.
      tolerated(() -> feed(encoder, sound(right, size * 3 + 1), 10L * size, packets));
      tolerated(() -> feed(encoder, sound(right, 1), 14L * size, packets));
      tolerated(() -> feed(encoder, sound(right, size), 15L * size, packets));
      end(name, encoder, sound(right, size), packets);
      System.out.println(name + " " + right + ": " + packets[0] + " packets");
    }
  }

  /** Small pictures of noise, which take more room than pictures do. */
  private static void noise(String name, VideoFormat format) {
    try (Encoder<VideoFrame> encoder = openVideo(name, format)) {
      long[] packets = {0};
      for (int i = 0; i < 3; i++) {
        feed(encoder, picture(format), i, packets);
      }
      encoder.flush(packet -> packets[0]++);
    }
  }

  /** A last frame that is shorter than the encoder's. */
  private static void noise(String name, AudioFormat format, int samples) {
    try (Encoder<AudioFrame> encoder = openAudio(name, format)) {
      long[] packets = {0};
      int size = encoder.frameSize() == 0 ? 512 : encoder.frameSize();
      if (samples % 2 == 0) {
        feed(encoder, sound(format, size), 0, packets);
      }
      feed(encoder, sound(format, Math.min(size, samples)), size, packets);
      encoder.flush(packet -> packets[0]++);
    }
  }

  /** Times that no encoder expects, then the end, and what must not come behind it. */
  private static <F extends Frame> void end(
      String name, Encoder<F> encoder, F frame, long[] packets) {
    Sink<Object> count = packet -> packets[0]++;
    try (frame) {
      frame.setPts(null);
      assertThat(tolerated(() -> encoder.feed(frame, count)))
          .as(name + " fed a frame without pts")
          .isInstanceOf(IllegalArgumentException.class);
      for (long pts :
          new long[] {20, 20, 19, -5, 1 << 20, 1L << 33, Long.MAX_VALUE / 2, Long.MAX_VALUE}) {
        frame.setPts(new Timestamp(pts, encoder.timeBase()));
        tolerated(() -> encoder.feed(frame, count));
      }
      frame.setPts(new Timestamp(Long.MAX_VALUE, new Rational(Integer.MAX_VALUE, 1)));
      tolerated(() -> encoder.feed(frame, count));
      tolerated(() -> encoder.flush(count));
      assertThat(tolerated(() -> encoder.feed(frame, count)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static <F extends Frame> void feed(
      Encoder<F> encoder, F frame, long pts, long[] packets) {
    try (frame) {
      frame.setPts(new Timestamp(pts, encoder.timeBase()));
      encoder.feed(frame, packet -> packets[0]++);
    }
  }

  private static Encoder<VideoFrame> openVideo(String name, VideoFormat format) {
    return Encoder.openVideo(
        VideoEncoderSettings.of(name, format).withOption("strict", "-2"), HeaderPlacement.GLOBAL);
  }

  private static Encoder<AudioFrame> openAudio(String name, AudioFormat format) {
    return Encoder.openAudio(
        AudioEncoderSettings.of(name, format).withOption("strict", "-2"), HeaderPlacement.IN_BAND);
  }

  private static List<VideoFormat> videoFormats(String name) {
    List<PixelFormat> pixels = EncoderSupport.pixelFormats(name);
    List<VideoFormat> all = new ArrayList<>();
    int[][] sizes = {{64, 48}, {176, 144}, {720, 576}, {1280, 720}, {80, 80}};
    for (PixelFormat format : pixels.isEmpty() ? List.of(PixelFormat.YUV420P) : pixels) {
      for (int[] size : sizes) {
        all.add(VideoFormat.of(size[0], size[1], format).withFrameRate(RATE));
      }
      if (all.size() >= 15) {
        break;
      }
    }
    return all;
  }

  private static List<AudioFormat> audioFormats(String name) {
    List<SampleFormat> samples = new ArrayList<>(EncoderSupport.sampleFormats(name));
    // The name of an experiment that is a codec's too is answered for the codec's best encoder.
    if (!samples.isEmpty() && !samples.contains(SampleFormat.FLTP)) {
      samples.add(SampleFormat.FLTP);
    }
    List<AudioFormat> all = new ArrayList<>();
    for (SampleFormat format : samples.isEmpty() ? List.of(SampleFormat.S16) : samples) {
      for (ChannelLayout layout : List.of(ChannelLayout.STEREO, ChannelLayout.MONO)) {
        for (int rate : new int[] {48_000, 44_100, 16_000, 8_000}) {
          all.add(new AudioFormat(rate, format, layout));
        }
      }
    }
    return all;
  }

  private static List<VideoFormat> wrong(VideoFormat right) {
    PixelFormat other =
        right.pixelFormat().equals(PixelFormat.RGB24) ? PixelFormat.GRAY8 : PixelFormat.RGB24;
    return List.of(
        right.withSize(right.width() / 2, right.height() / 2),
        right.withSize(right.width() * 2, right.height() * 2),
        right.withSize(1, 1),
        right.withPixelFormat(other));
  }

  private static List<AudioFormat> wrong(AudioFormat right) {
    SampleFormat other =
        right.sampleFormat() == SampleFormat.U8 ? SampleFormat.DBLP : SampleFormat.U8;
    return List.of(
        right.withSampleFormat(other),
        right.withSampleRate(right.sampleRate() / 2),
        right.withLayout(ChannelLayout.of("5.1")));
  }

  private static VideoFrame picture(VideoFormat format) {
    VideoFrame frame = VideoFrame.allocate(format);
    byte[] noise = new byte[frame.packedSize()];
    new Random(noise.length).nextBytes(noise);
    frame.copyFrom(noise);
    return frame;
  }

  private static AudioFrame sound(AudioFormat format, int samples) {
    AudioFrame frame = AudioFrame.allocate(format, samples);
    byte[] noise = new byte[frame.packedSize()];
    new Random(noise.length).nextBytes(noise);
    frame.copyFrom(noise);
    return frame;
  }
}
