package io.av4j.codec;

import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Settings of any video encoder. Plain data.
 *
 * @param encoder FFmpeg's name, for example {@code libx264}, {@code libsvtav1}, {@code h264_nvenc};
 *     the name of a codec, for example {@code h264}, stands for {@link EncoderSupport#best the best
 *     encoder} of it that this FFmpeg has
 * @param format what every frame must be
 * @param timeBase the unit of the encoder's timestamps, in seconds; two frames never share one tick
 * @param options FFmpeg options by name; they win over those that the rate control becomes
 * @param rateControl how many bits a picture gets; null for the encoder's own default
 */
public record VideoEncoderSettings(
    String encoder,
    VideoFormat format,
    Rational timeBase,
    Map<String, String> options,
    @Nullable RateControl rateControl)
    implements EncoderSettings<VideoFrame>, Serializable {
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
    options = EncoderOptions.copy(options);
  }

  /** Settings with the encoder's own rate control, or one that the options say. */
  public VideoEncoderSettings(
      String encoder, VideoFormat format, Rational timeBase, Map<String, String> options) {
    this(encoder, format, timeBase, options, null);
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

  /** These settings for another encoder, which must know the options. */
  public VideoEncoderSettings withEncoder(String name) {
    return new VideoEncoderSettings(name, format, timeBase, options, rateControl);
  }

  /** These settings for other frames. */
  public VideoEncoderSettings withFormat(VideoFormat frames) {
    return new VideoEncoderSettings(encoder, frames, timeBase, options, rateControl);
  }

  /** These settings with timestamps in another unit. */
  public VideoEncoderSettings withTimeBase(Rational unit) {
    return new VideoEncoderSettings(encoder, format, unit, options, rateControl);
  }

  /** These settings with one more option. */
  public VideoEncoderSettings withOption(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(name, value);
    return withOptions(more);
  }

  /** These settings with another rate control; null for the encoder's own default. */
  public VideoEncoderSettings withRateControl(@Nullable RateControl control) {
    return new VideoEncoderSettings(encoder, format, timeBase, options, control);
  }

  /**
   * These settings with options for where they say nothing themselves. An option that holds others,
   * such as {@code x265-params}, is joined with theirs.
   */
  public VideoEncoderSettings withDefaults(Map<String, String> defaults) {
    return withOptions(EncoderOptions.merge(defaults, options));
  }

  /**
   * These settings with options that win over their own. An option that holds others, such as
   * {@code x265-params}, is joined with theirs.
   */
  public VideoEncoderSettings withOverrides(Map<String, String> overrides) {
    return withOptions(EncoderOptions.merge(options, overrides));
  }

  private VideoEncoderSettings withOptions(Map<String, String> others) {
    return new VideoEncoderSettings(encoder, format, timeBase, others, rateControl);
  }
}
