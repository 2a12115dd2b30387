package io.av4j.push;

import io.av4j.codec.RateControl;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.time.Rational;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the pictures of a rendition are encoded. Plain data.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bitsPerSecond average; the cap is the same, over a buffer of one second
 * @param encoder FFmpeg's name, for example {@code libx264}
 * @param keyFrameInterval media time between two keyframes
 * @param options of the encoder, for example {@code preset}
 * @param fallback what takes its place where this encoder does not open, as NVENC without a GPU;
 *     null for nothing, which is an error then
 */
public record VideoEncoding(
    int width,
    int height,
    long bitsPerSecond,
    String encoder,
    Duration keyFrameInterval,
    Map<String, String> options,
    @Nullable VideoEncoding fallback)
    implements Serializable {
  // Fine enough for any source, and what RTMP can tell anyway.
  private static final Rational MILLISECOND = new Rational(1, 1000);

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a number is not positive or a side is odd
   */
  public VideoEncoding {
    if (width <= 0 || height <= 0 || width % 2 != 0 || height % 2 != 0) {
      throw new IllegalArgumentException(
          "a picture's sides must be positive and even: " + width + "x" + height);
    }
    if (bitsPerSecond <= 0) {
      throw new IllegalArgumentException("a bit rate must be positive: " + bitsPerSecond);
    }
    if (keyFrameInterval.toMillis() < 1) {
      throw new IllegalArgumentException("a keyframe interval must be positive");
    }
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /**
   * x264 for live viewers: {@code veryfast}, capped at its rate, a keyframe every two seconds, no
   * picture held back for B-frames' or the lookahead's sake beyond what the preset does.
   */
  public static VideoEncoding x264(int width, int height, long bitsPerSecond) {
    return new VideoEncoding(
        width,
        height,
        bitsPerSecond,
        "libx264",
        Duration.ofSeconds(2),
        Map.of("preset", "veryfast"),
        null);
  }

  /**
   * H.264 by an NVIDIA GPU for live viewers: preset {@code p4}, tuned for low latency, at a
   * constant rate, a keyframe every two seconds.
   */
  public static VideoEncoding nvenc(int width, int height, long bitsPerSecond) {
    return new VideoEncoding(
        width,
        height,
        bitsPerSecond,
        "h264_nvenc",
        Duration.ofSeconds(2),
        Map.of("preset", "p4", "tune", "ll", "rc", "cbr"),
        null);
  }

  /** This encoding with one more option. */
  public VideoEncoding withOption(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(key, value);
    return new VideoEncoding(
        width, height, bitsPerSecond, encoder, keyFrameInterval, more, fallback);
  }

  /** This encoding with another encoder, which must know the options. */
  public VideoEncoding withEncoder(String name) {
    return new VideoEncoding(
        width, height, bitsPerSecond, name, keyFrameInterval, options, fallback);
  }

  /** This encoding at another bit rate. */
  public VideoEncoding withBitsPerSecond(long bits) {
    return new VideoEncoding(width, height, bits, encoder, keyFrameInterval, options, fallback);
  }

  /** This encoding with another way between two keyframes. */
  public VideoEncoding withKeyFrameInterval(Duration mediaTime) {
    return new VideoEncoding(width, height, bitsPerSecond, encoder, mediaTime, options, fallback);
  }

  /** This encoding, with another that takes its place where its encoder does not open. */
  public VideoEncoding withFallback(VideoEncoding other) {
    return new VideoEncoding(
        width, height, bitsPerSecond, encoder, keyFrameInterval, options, other);
  }

  /** The encoder's settings for pictures of that rate; 0/1 where it is not known. */
  VideoEncoderSettings settings(Rational frameRate) {
    VideoFormat format =
        VideoFormat.of(width, height, PixelFormat.YUV420P).withFrameRate(frameRate);
    double rate = frameRate.isSet() ? frameRate.toDouble() : 60;
    long gop = Math.max(1, Math.round(rate * keyFrameInterval.toNanos() / 1e9));
    Map<String, String> all = new LinkedHashMap<>();
    all.put("g", Long.toString(gop));
    switch (encoder) {
      // Forced keyframes are to be ones a player can begin with.
      case "libx264" -> {
        all.put("forced-idr", "1");
        all.put("sc_threshold", "0");
      }
      case "libx265" -> {
        all.put("forced-idr", "1");
        all.put("flags", "+cgop");
        all.put("x265-params", "scenecut=0");
      }
      case "h264_nvenc", "hevc_nvenc", "av1_nvenc" -> all.put("forced-idr", "1");
      // A capped rate it has only where no picture waits for later ones.
      case "libsvtav1" -> all.put("svtav1-params", "pred-struct=1");
      default -> {
        // The others' forced keyframes are that anyway.
      }
    }
    all.putAll(options);
    RateControl capped = new RateControl.Capped(bitsPerSecond, bitsPerSecond, bitsPerSecond);
    return new VideoEncoderSettings(encoder, format, MILLISECOND, all, capped);
  }
}
