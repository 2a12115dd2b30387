package io.av4j.codec;

import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Settings of any video encoder.
 *
 * @param encoder FFmpeg's name, for example {@code libx264}, {@code libsvtav1}, {@code h264_nvenc}
 * @param format what every frame must be
 * @param timeBase the unit of the encoder's timestamps, in seconds; two frames never share one tick
 * @param options FFmpeg options by name
 */
public record VideoEncoderSettings(
    String encoder, VideoFormat format, Rational timeBase, Map<String, String> options)
    implements EncoderSettings<VideoFrame> {
  /** The unit for video without a frame rate: that of MPEG, fine enough for any. */
  private static final Rational MPEG = new Rational(1, 90_000);

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the encoder has no name or the time base is not positive
   */
  public VideoEncoderSettings {
    Objects.requireNonNull(format, "format");
    if (encoder.isBlank()) {
      throw new IllegalArgumentException("an encoder needs a name");
    }
    if (!timeBase.isSet()) {
      throw new IllegalArgumentException("a time base must be positive: " + timeBase);
    }
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /**
   * Settings without options, in units of one frame, or of 1/90000 s where the rate is not known.
   */
  public static VideoEncoderSettings of(String encoder, VideoFormat format) {
    return new VideoEncoderSettings(encoder, format, defaultTimeBase(format), Map.of());
  }

  static Rational defaultTimeBase(VideoFormat format) {
    return format.frameRate().isSet() ? format.frameRate().invert() : MPEG;
  }

  /** These settings with one more option. */
  public VideoEncoderSettings withOption(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(name, value);
    return new VideoEncoderSettings(encoder, format, timeBase, more);
  }

  /** These settings with timestamps in another unit. */
  public VideoEncoderSettings withTimeBase(Rational unit) {
    return new VideoEncoderSettings(encoder, format, unit, options);
  }
}
