package io.av4j.safety;

import static io.av4j.safety.Misuse.tolerated;
import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.FFmpeg;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.ScaleAlgorithm;
import io.av4j.filter.VideoScaler;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Pictures of every pixel format and odd sizes into every other, and sound of every sample format
 * and layout into others; drawn by lot.
 */
public final class ScalerFormats implements Supplier<Map<String, Scenario>> {
  private static final long SEED = Long.getLong("av4j.safety.seed", 20_260_728);
  private static final int EACH = Integer.getInteger("av4j.safety.rounds", 16);
  private static final String[] RANGES = {"unknown", "tv", "pc"};
  private static final String[] SPACES = {
    "unknown", "gbr", "bt709", "smpte170m", "bt2020nc", "bt2020c", "ycgco", "ictcp", "ipt-c2"
  };

  @Override
  public Map<String, Scenario> get() {
    FFmpeg.require();
    Map<String, Scenario> all = new LinkedHashMap<>();
    List<PixelFormat> formats = new ArrayList<>();
    for (int id = 0; id < avutil.AV_PIX_FMT_NB; id++) {
      if (avutil.av_get_pix_fmt_name(id) != null) {
        formats.add(PixelFormat.ofId(id));
      }
    }
    for (PixelFormat from : formats) {
      all.put("from " + from, () -> scale(from, formats));
    }
    all.put("sound", ScalerFormats::resample);
    return all;
  }

  private static void scale(PixelFormat from, List<PixelFormat> formats) {
    Random random = new Random(SEED + from.name().hashCode());
    ScaleAlgorithm[] algorithms = ScaleAlgorithm.values();
    int scaled = 0;
    for (int i = 0; i < EACH; i++) {
      VideoFormat source = picture(from, random);
      VideoFormat target = picture(formats.get(random.nextInt(formats.size())), random);
      ScaleAlgorithm algorithm = algorithms[random.nextInt(algorithms.length)];
      System.out.println(brief(source) + " to " + brief(target) + " " + algorithm);
      RuntimeException e =
          tolerated(
              () -> {
                try (VideoFrame frame = VideoFrame.allocate(source);
                    VideoScaler scaler = VideoScaler.to(target, algorithm)) {
                  byte[] pixels = new byte[frame.packedSize()];
                  random.nextBytes(pixels);
                  frame.copyFrom(pixels);
                  scaler.feed(frame, out -> out.copyTo(new byte[out.packedSize()]));
                }
              });
      scaled += e == null ? 1 : 0;
    }
    System.out.println("scaled: " + from + " " + scaled + " of " + EACH);
  }

  private static String brief(VideoFormat format) {
    return format.pixelFormat()
        + " "
        + format.width()
        + "x"
        + format.height()
        + " "
        + format.color().range()
        + " "
        + format.color().space();
  }

  private static VideoFormat picture(PixelFormat format, Random random) {
    int[] sides = {1, 2, 3, 7, 8, 15, 16, 17, 33, 64, 65, 130};
    return VideoFormat.of(
            sides[random.nextInt(sides.length)], sides[random.nextInt(sides.length)], format)
        .withColor(
            new ColorProperties(
                RANGES[random.nextInt(RANGES.length)],
                SPACES[random.nextInt(SPACES.length)],
                "unknown",
                "unknown",
                "unspecified"));
  }

  private static void resample() {
    Random random = new Random(SEED);
    int resampled = 0;
    for (int i = 0; i < EACH * 20; i++) {
      AudioFormat source = sound(random);
      AudioFormat target = sound(random);
      int frameSize = random.nextInt(3) * 777;
      int samples = 1 + random.nextInt(5000);
      System.out.println(source + " to " + target + " in " + frameSize);
      RuntimeException e =
          tolerated(
              () -> {
                try (AudioFrame frame = AudioFrame.allocate(source, samples);
                    AudioFrame other = AudioFrame.allocate(sound(random), samples);
                    AudioResampler resampler = AudioResampler.to(target, frameSize)) {
                  byte[] bytes = new byte[frame.packedSize()];
                  random.nextBytes(bytes);
                  frame.copyFrom(bytes);
                  for (AudioFrame in : List.of(frame, frame, other, frame)) {
                    resampler.feed(in, out -> out.copyTo(new byte[out.packedSize()]));
                  }
                  resampler.flush(out -> out.copyTo(new byte[out.packedSize()]));
                }
              });
      resampled += e == null ? 1 : 0;
    }
    System.out.println("= resampled " + resampled + " of " + EACH * 20);
    assertThat(resampled).isPositive();
  }

  private static AudioFormat sound(Random random) {
    int[] rates = {8_000, 11_025, 44_100, 48_000, 96_000};
    String[] layouts = {
      "mono", "stereo", "2.1", "5.1", "7.1", "22.2", "3 channels", "64 channels", "ambisonic 1"
    };
    SampleFormat[] formats = SampleFormat.values();

    int rate = rates[random.nextInt(rates.length)];
    return new AudioFormat(
        rate,
        formats[random.nextInt(formats.length)],
        ChannelLayout.of(layouts[random.nextInt(layouts.length)]));
  }
}
