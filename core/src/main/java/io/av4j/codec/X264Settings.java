package io.av4j.codec;

import io.av4j.frame.VideoFormat;
import io.av4j.time.Rational;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds settings of the H.264 encoder x264 ({@code libx264}), which comes with the GPL natives.
 *
 * <p>Quality is ruled either by {@link #crf} or by {@link #bitsPerSecond}; where neither is set,
 * x264's own default, CRF 23, holds. Either can be capped by {@link #maxBitsPerSecond} over {@link
 * #bufferBits}. What x264 would ignore is refused in {@link #build()}.
 */
public final class X264Settings {
  private static final List<String> PRESETS =
      List.of(
          "ultrafast",
          "superfast",
          "veryfast",
          "faster",
          "fast",
          "medium",
          "slow",
          "slower",
          "veryslow",
          "placebo");
  private static final List<String> TUNES =
      List.of(
          "film", "animation", "grain", "stillimage", "psnr", "ssim", "fastdecode", "zerolatency");
  private static final List<String> PROFILES =
      List.of("baseline", "main", "high", "high10", "high422", "high444");

  private static final double DEFAULT_CRF = 23;

  private final VideoFormat format;
  private final Map<String, String> options = new LinkedHashMap<>();
  private Rational timeBase;
  private @Nullable Double crf;
  private long bitsPerSecond;
  private long maxBitsPerSecond;
  private long bufferBits;

  private X264Settings(VideoFormat format) {
    this.format = format;
    this.timeBase = VideoEncoderSettings.defaultTimeBase(format);
  }

  /** Starts settings for frames of that format. */
  public static X264Settings of(VideoFormat format) {
    return new X264Settings(format);
  }

  /** Constant rate factor: 0 is lossless, 18 to 28 usual, 51 the worst. Excludes a bit rate. */
  public X264Settings crf(double factor) {
    if (!(factor >= 0 && factor <= 63)) {
      throw new IllegalArgumentException("crf must be 0 to 63: " + factor);
    }
    crf = factor;
    return this;
  }

  /** Average bit rate. Excludes a CRF. */
  public X264Settings bitsPerSecond(long bits) {
    bitsPerSecond = positive(bits, "bit rate");
    return this;
  }

  /** The most that may flow over the time of {@link #bufferBits} ({@code maxrate}). Needs it. */
  public X264Settings maxBitsPerSecond(long bits) {
    maxBitsPerSecond = positive(bits, "maxrate");
    return this;
  }

  /**
   * The size of the decoder's buffer that {@link #maxBitsPerSecond} is kept over ({@code bufsize}).
   */
  public X264Settings bufferBits(long bits) {
    bufferBits = positive(bits, "bufsize");
    return this;
  }

  /** Speed against size: {@code ultrafast} to {@code placebo}. */
  public X264Settings preset(String name) {
    options.put("preset", oneOf(PRESETS, name, "preset"));
    return this;
  }

  /** What the picture or the use is like: {@code film}, {@code zerolatency}, … */
  public X264Settings tune(String name) {
    options.put("tune", oneOf(TUNES, name, "tune"));
    return this;
  }

  /** What the decoder must be able to do: {@code baseline} to {@code high444}. */
  public X264Settings profile(String name) {
    options.put("profile", oneOf(PROFILES, name, "profile"));
    return this;
  }

  /** The longest way between two keyframes, in frames ({@code -g}). */
  public X264Settings gop(int frames) {
    options.put("g", Long.toString(positive(frames, "gop")));
    return this;
  }

  /** How many B-frames may follow each other, 0 to 16. */
  public X264Settings bFrames(int frames) {
    if (frames < 0 || frames > 16) {
      throw new IllegalArgumentException("b-frames must be 0 to 16: " + frames);
    }
    options.put("bf", Integer.toString(frames));
    return this;
  }

  /** Threads of the encoder; without it FFmpeg chooses by the number of cores. */
  public X264Settings threads(int number) {
    options.put("threads", Long.toString(positive(number, "threads")));
    return this;
  }

  /**
   * The unit of the encoder's timestamps; without it one frame, or 1/90000 s where no rate is
   * known.
   */
  public X264Settings timeBase(Rational unit) {
    timeBase = unit;
    return this;
  }

  /** Any other option of FFmpeg's {@code libx264}, as the ffmpeg program takes it. */
  public X264Settings option(String name, String value) {
    options.put(name, value);
    return this;
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException for a combination of which x264 would ignore a part
   */
  public VideoEncoderSettings build() {
    if (crf != null && bitsPerSecond > 0) {
      throw new IllegalArgumentException("x264 takes a crf or a bit rate, not both");
    }
    if ((maxBitsPerSecond > 0) != (bufferBits > 0)) {
      throw new IllegalArgumentException(
          "maxrate and bufsize only work together; x264 ignores the one without the other");
    }
    if (bitsPerSecond > 0 && maxBitsPerSecond > 0 && maxBitsPerSecond < bitsPerSecond) {
      throw new IllegalArgumentException(
          "maxrate " + maxBitsPerSecond + " is below the bit rate " + bitsPerSecond);
    }
    if (crf != null && crf == 0 && maxBitsPerSecond > 0) {
      throw new IllegalArgumentException("crf 0 is lossless, maxrate cannot hold it");
    }
    return new VideoEncoderSettings("libx264", format, timeBase, options, rateControl());
  }

  private @Nullable RateControl rateControl() {
    boolean capped = maxBitsPerSecond > 0;
    if (bitsPerSecond > 0) {
      return capped
          ? new RateControl.Capped(bitsPerSecond, maxBitsPerSecond, bufferBits)
          : new RateControl.Average(bitsPerSecond);
    }
    if (capped) {
      return new RateControl.CappedQuality(
          crf == null ? DEFAULT_CRF : crf, maxBitsPerSecond, bufferBits);
    }
    return crf == null ? null : new RateControl.Quality(crf);
  }

  private static long positive(long value, String what) {
    if (value <= 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          what + " must be 1 to " + Integer.MAX_VALUE + ": " + value);
    }
    return value;
  }

  private static String oneOf(List<String> known, String value, String what) {
    if (!known.contains(value)) {
      throw new IllegalArgumentException("x264 has no " + what + " " + value + ", only " + known);
    }
    return value;
  }
}
