package io.av4j.push.plan;

import io.av4j.codec.RateControl;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.time.Rational;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How the video of a rendition is encoded. Plain data.
 *
 * @param settings of the encoder. Its format's frame rate is the source's where it is not set. Its
 *     encoder may be the name of a codec, such as {@code h264}: the best encoder of it that there
 *     is
 * @param keyFrameInterval media time between two keyframes
 * @param fallback what takes its place where this encoder does not open, as NVENC without a GPU;
 *     null for nothing, which is an error then
 */
public record VideoEncoding(
    VideoEncoderSettings settings, Duration keyFrameInterval, @Nullable VideoEncoding fallback)
    implements Serializable {
  // Fine enough for any source, and what RTMP can tell anyway.
  private static final Rational MILLISECOND = new Rational(1, 1000);
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a side is odd or the interval is shorter than a millisecond
   */
  public VideoEncoding {
    Objects.requireNonNull(settings, "settings");
    VideoFormat format = settings.format();
    if (format.width() % 2 != 0 || format.height() % 2 != 0) {
      throw new IllegalArgumentException(
          "a frame's sides must be even: " + format.width() + "x" + format.height());
    }
    if (keyFrameInterval.toMillis() < 1) {
      throw new IllegalArgumentException("a keyframe interval must be positive");
    }
  }

  /**
   * Any encoder, capped at its bit rate over a buffer of one second, a keyframe every two seconds,
   * with the encoder's own defaults for live video.
   *
   * @param encoder FFmpeg's name, or that of a codec for the best encoder of it
   */
  public static VideoEncoding of(String encoder, int width, int height, long bitsPerSecond) {
    VideoFormat format = VideoFormat.of(width, height, PixelFormat.YUV420P);
    RateControl rate = new RateControl.Capped(bitsPerSecond, bitsPerSecond, bitsPerSecond);
    return new VideoEncoding(
        new VideoEncoderSettings(encoder, format, MILLISECOND, Map.of(), rate), TWO_SECONDS, null);
  }

  /** H.264 by the best encoder there is: x264 of the GPL natives, else OpenH264. */
  public static VideoEncoding h264(int width, int height, long bitsPerSecond) {
    return of("h264", width, height, bitsPerSecond);
  }

  /** x264 for live viewers: {@code veryfast}, capped at its rate, a keyframe every two seconds. */
  public static VideoEncoding x264(int width, int height, long bitsPerSecond) {
    return of("libx264", width, height, bitsPerSecond).withOption("preset", "veryfast");
  }

  /**
   * H.264 by an NVIDIA GPU for live viewers: preset {@code p4}, tuned for low latency, at a
   * constant rate, a keyframe every two seconds.
   */
  public static VideoEncoding nvenc(int width, int height, long bitsPerSecond) {
    return of("h264_nvenc", width, height, bitsPerSecond)
        .withRateControl(new RateControl.Constant(bitsPerSecond))
        .withOption("preset", "p4")
        .withOption("tune", "ll");
  }

  /** In pixels. */
  public int width() {
    return settings.format().width();
  }

  /** In pixels. */
  public int height() {
    return settings.format().height();
  }

  /** FFmpeg's name of the encoder or of the codec. */
  public String encoder() {
    return settings.encoder();
  }

  /** What its rate control aims at; absent where it aims at a quality. */
  public OptionalLong bitsPerSecond() {
    RateControl rate = settings.rateControl();
    return rate == null ? OptionalLong.empty() : rate.bitsPerSecond();
  }

  /** This encoding with one more option. */
  public VideoEncoding withOption(String key, String value) {
    return with(settings.withOption(key, value));
  }

  /** This encoding with another encoder, which must know the options. */
  public VideoEncoding withEncoder(String name) {
    return with(settings.withEncoder(name));
  }

  /** This encoding by another rate control. */
  public VideoEncoding withRateControl(RateControl rate) {
    return with(settings.withRateControl(rate));
  }

  /**
   * This encoding at another bit rate, its cap in proportion.
   *
   * @throws IllegalArgumentException if the rate is not positive
   */
  public VideoEncoding withBitsPerSecond(long bits) {
    RateControl rate = settings.rateControl();
    return withRateControl(
        rate == null || rate.bitsPerSecond().isEmpty()
            ? new RateControl.Capped(bits, bits, bits)
            : rate.withBitsPerSecond(bits));
  }

  /** This encoding with another way between two keyframes. */
  public VideoEncoding withKeyFrameInterval(Duration mediaTime) {
    return new VideoEncoding(settings, mediaTime, fallback);
  }

  /** This encoding, with another that takes its place where its encoder does not open. */
  public VideoEncoding withFallback(VideoEncoding other) {
    return new VideoEncoding(settings, keyFrameInterval, other);
  }

  private VideoEncoding with(VideoEncoderSettings other) {
    return new VideoEncoding(other, keyFrameInterval, fallback);
  }
}
