package io.av4j.examples;

import io.av4j.codec.RateControl;
import io.av4j.frame.VideoFormat;
import io.av4j.push.plan.AudioEncoding;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.time.Rational;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the encoding options mean for a push. */
final class PushEncoding {
  private static final double USUAL_RATE = 30;

  private final EncodingOptions options;

  PushEncoding(EncodingOptions options) {
    this.options = options;
  }

  /** The rung that a push of that picture has when none is asked for: its size, or --scale's. */
  Rung onlyRung(VideoFormat source) {
    return Rung.of(size(source).height());
  }

  /**
   * The encoding of a rung.
   *
   * @param source the upright picture of the source
   * @param isOnly whether it is the rung of {@link #onlyRung}
   */
  VideoEncoding video(Rung rung, VideoFormat source, boolean isOnly) {
    VideoFormat square = square(source);
    VideoFormat size =
        isOnly
            ? size(source)
            : square.withSize(
                even((double) square.width() * rung.height() / square.height()), rung.height());
    VideoEncoding video = encoder(size.width(), size.height(), Rung.usualBits(rung.height()));
    RateControl rate = rate(rung);
    if (rate != null) {
      video = video.withRateControl(rate);
    }
    Rational frames = options.frameRate().orElse(source.frameRate());
    if (options.gop != null) {
      double seconds = options.gop / (frames.isSet() ? frames.toDouble() : USUAL_RATE);
      video = video.withKeyFrameInterval(Duration.ofNanos(Math.round(seconds * 1e9)));
    }
    for (Map.Entry<String, @Nullable Object> option : others().entrySet()) {
      if (option.getValue() != null) {
        video = video.withOption(option.getKey(), option.getValue().toString());
      }
    }
    return video;
  }

  /** As it is shown, in pixels as wide as high, with even sides; or as --scale says. */
  private VideoFormat size(VideoFormat source) {
    VideoFormat square = square(source);
    return options.scale == null
        ? square.withSize(even(square.width()), even(square.height()))
        : EncodingOptions.scaled(square, options.scale);
  }

  private static VideoFormat square(VideoFormat source) {
    Rational aspect = source.sampleAspectRatio();
    return aspect.isSet()
        ? source
            .withSize(
                (int) Math.max(1, Math.round(source.width() * aspect.toDouble())), source.height())
            .withSampleAspectRatio(Rational.UNSET)
        : source;
  }

  private static int even(double side) {
    return Math.max(2, (int) Math.round(side / 2) * 2);
  }

  private VideoEncoding encoder(int width, int height, long bits) {
    return switch (options.videoCodec) {
      case "libx264" -> VideoEncoding.x264(width, height, bits);
      case "h264_nvenc" -> VideoEncoding.nvenc(width, height, bits);
      default -> VideoEncoding.of(options.videoCodec, width, height, bits);
    };
  }

  /** Null for what the encoder has by itself, at the usual rate. */
  private @Nullable RateControl rate(Rung rung) {
    Long max = bits(options.maxrate);
    Long buffer = bits(options.bufsize);
    if (options.crf != null) {
      Long cap = rung.bits().isPresent() ? (Long) rung.bits().getAsLong() : max;
      return cap == null
          ? new RateControl.Quality(options.crf)
          : new RateControl.CappedQuality(options.crf, cap, buffer == null ? cap : buffer);
    }
    Long wanted =
        rung.bits().isPresent() ? (Long) rung.bits().getAsLong() : bits(options.videoBitrate);
    if (wanted == null && max == null && buffer == null) {
      return null;
    }
    long usual = Rung.usualBits(rung.height());
    long average = wanted != null ? wanted : max == null ? usual : Math.min(usual, max);
    long cap = max == null ? average : max;
    return new RateControl.Capped(average, cap, buffer == null ? cap : buffer);
  }

  private static @Nullable Long bits(@Nullable String text) {
    return text == null ? null : (Long) EncodingOptions.bits(text);
  }

  private Map<String, @Nullable Object> others() {
    Map<String, @Nullable Object> others = new LinkedHashMap<>();
    others.put("profile", options.profile);
    others.put("preset", options.preset);
    others.put("tune", options.tune);
    others.put("threads", options.threads);
    return others;
  }

  /** The audio of a source with that sample rate. */
  AudioEncoding audio(int sampleRate) {
    int bits =
        options.audioBitrate == null
            ? AudioEncoding.AAC.bitsPerSecond()
            : (int) EncodingOptions.bits(options.audioBitrate);
    // Opus knows no 44.1 kHz.
    boolean dat = sampleRate == 48_000 || options.audioCodec.contains("opus");
    int rate = dat ? 48_000 : AudioEncoding.AAC.sampleRate();
    return new AudioEncoding(options.audioCodec, bits, rate, AudioEncoding.AAC.channels());
  }
}
