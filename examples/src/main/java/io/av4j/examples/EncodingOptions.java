package io.av4j.examples;

import io.av4j.codec.AacSettings;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.CorruptPolicy;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.EncoderSupport;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.codec.X264Settings;
import io.av4j.container.VideoStream;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.time.Rational;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The encoding options that the examples share, and the settings they make. */
final class EncodingOptions {
  @Option(
      names = "--video-codec",
      paramLabel = "NAME",
      description = "video encoder (default: ${DEFAULT-VALUE})")
  String videoCodec = "libx264";

  @Option(
      names = "--audio-codec",
      paramLabel = "NAME",
      description = "audio encoder (default: ${DEFAULT-VALUE})")
  String audioCodec = "aac";

  @Option(
      names = "--crf",
      paramLabel = "N",
      description = "constant quality, lower is better (x264: 23)")
  @Nullable Double crf;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "speed against size, e.g. veryfast")
  @Nullable String preset;

  @Option(names = "--tune", paramLabel = "NAME", description = "e.g. zerolatency, film")
  @Nullable String tune;

  @Option(names = "--profile", paramLabel = "NAME", description = "e.g. baseline, main, high")
  @Nullable String profile;

  @Option(
      names = "--scale",
      paramLabel = "WxH",
      description = "picture size; -2 for one side keeps the shape")
  @Nullable String scale;

  @Option(
      names = "--fps",
      paramLabel = "RATE",
      description = "constant frame rate, e.g. 30 or 30000/1001")
  @Nullable String fps;

  @Option(
      names = "--gop",
      paramLabel = "FRAMES",
      description = "frames from keyframe to keyframe at most")
  @Nullable Integer gop;

  @Option(names = "--video-bitrate", paramLabel = "BITS", description = "average, e.g. 2500k")
  @Nullable String videoBitrate;

  @Option(names = "--maxrate", paramLabel = "BITS", description = "cap over --bufsize, e.g. 3M")
  @Nullable String maxrate;

  @Option(
      names = "--bufsize",
      paramLabel = "BITS",
      description = "buffer that --maxrate is kept over")
  @Nullable String bufsize;

  @Option(names = "--audio-bitrate", paramLabel = "BITS", description = "e.g. 128k")
  @Nullable String audioBitrate;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads of each codec (default: by the cores)")
  @Nullable Integer threads;

  DecoderOptions decoder() {
    DecoderOptions options = DecoderOptions.DEFAULT.withCorruptPolicy(CorruptPolicy.SKIP);
    return threads == null ? options : options.withThreads(threads);
  }

  Optional<Rational> frameRate() {
    Optional<Rational> rate = Optional.ofNullable(fps).map(Rational::parse);
    if (rate.isPresent() && (!rate.get().isSet() || rate.get().toDouble() <= 0)) {
      throw new IllegalArgumentException("--fps takes a rate above 0, not " + fps);
    }
    return rate;
  }

  /** Settings as the ffmpeg program would choose them: the unit of time is one picture. */
  VideoEncoderSettings video(VideoStream stream) {
    VideoFormat format = stream.uprightFormat();
    return settings(
        format.withPixelFormat(EncoderSupport.nearest(videoCodec, format.pixelFormat())));
  }

  private VideoEncoderSettings settings(VideoFormat source) {
    VideoFormat format = scale == null ? source : scaled(source, scale);
    if (fps != null) {
      format = format.withFrameRate(frameRate().orElseThrow());
    }
    return videoCodec.equals("libx264") ? x264(format) : other(format);
  }

  private VideoEncoderSettings x264(VideoFormat format) {
    X264Settings x264 = X264Settings.of(format);
    if (crf != null) {
      x264.crf(crf);
    }
    if (preset != null) {
      x264.preset(preset);
    }
    if (tune != null) {
      x264.tune(tune);
    }
    if (profile != null) {
      x264.profile(profile);
    }
    if (gop != null) {
      x264.gop(gop);
    }
    if (videoBitrate != null) {
      x264.bitsPerSecond(bits(videoBitrate));
    }
    if (maxrate != null) {
      x264.maxBitsPerSecond(bits(maxrate));
    }
    if (bufsize != null) {
      x264.bufferBits(bits(bufsize));
    }
    if (threads != null) {
      x264.threads(threads);
    }
    return x264.build();
  }

  private VideoEncoderSettings other(VideoFormat format) {
    VideoEncoderSettings settings = VideoEncoderSettings.of(videoCodec, format);
    Object[][] options = {
      {"crf", crf},
      {"preset", preset},
      {"tune", tune},
      {"profile", profile},
      {"g", gop},
      {"b", bitsOrNull(videoBitrate)},
      {"maxrate", bitsOrNull(maxrate)},
      {"bufsize", bitsOrNull(bufsize)},
      {"threads", threads}
    };
    for (Object[] option : options) {
      if (option[1] != null) {
        settings = settings.withOption((String) option[0], String.valueOf(option[1]));
      }
    }
    return settings;
  }

  AudioEncoderSettings audio(AudioFormat format) {
    AudioFormat source = format;
    if (audioCodec.equals("aac")) {
      AacSettings aac = AacSettings.of(source);
      if (audioBitrate != null) {
        aac.bitsPerSecond((int) bits(audioBitrate));
      }
      return aac.build();
    }
    List<SampleFormat> taken = EncoderSupport.sampleFormats(audioCodec);
    if (!taken.isEmpty() && !taken.contains(source.sampleFormat())) {
      source = source.withSampleFormat(taken.get(0));
    }
    if (audioCodec.equals("libopus")) {
      // Opus only knows 48 kHz and its divisors.
      source = source.withSampleRate(48_000);
    }
    AudioEncoderSettings settings = AudioEncoderSettings.of(audioCodec, source);
    return audioBitrate == null
        ? settings
        : settings.withOption("b", Long.toString(bits(audioBitrate)));
  }

  static VideoFormat scaled(VideoFormat format, String size) {
    String[] sides = size.split("x", 2);
    try {
      int width = Integer.parseInt(sides[0]);
      int height = Integer.parseInt(sides[1]);
      if (width < 0 && height > 0) {
        width = even((double) format.width() * height / format.height());
      } else if (height < 0 && width > 0) {
        height = even((double) format.height() * width / format.width());
      }
      if (width < 1 || height < 1) {
        throw new IllegalArgumentException("--scale takes sides above 0, not " + size);
      }
      VideoFormat scaled = format.withSize(width, height);
      // As the ffmpeg program: what is not known stays so.
      return format.sampleAspectRatio().isSet()
          ? scaled
          : scaled.withSampleAspectRatio(Rational.UNSET);
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("--scale takes WxH, for example 1280x720, not " + size);
    }
  }

  private static int even(double side) {
    return (int) Math.round(side / 2) * 2;
  }

  private static @Nullable Long bitsOrNull(@Nullable String text) {
    return text == null ? null : bits(text);
  }

  /** A number of bits as people write it: 2500k, 2.5M. */
  static long bits(String text) {
    double factor = 1;
    String number = text.trim();
    char unit = number.isEmpty() ? ' ' : Character.toLowerCase(number.charAt(number.length() - 1));
    if (unit == 'k' || unit == 'm') {
      factor = unit == 'k' ? 1e3 : 1e6;
      number = number.substring(0, number.length() - 1);
    }
    try {
      return Math.round(Double.parseDouble(number) * factor);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number of bits, for example 2500k: " + text);
    }
  }
}
