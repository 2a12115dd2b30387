package io.av4j.frame;

import io.av4j.time.Rational;
import java.io.Serializable;
import java.util.Objects;

/**
 * What every picture of a video has in common.
 *
 * @param width in pixels, 1 to 65535
 * @param height in pixels, 1 to 65535
 * @param pixelFormat how the samples lie in memory
 * @param frameRate frames a second; 0/1 where unknown or variable without a nominal rate
 * @param sampleAspectRatio the shape of a pixel, width to height; 0/1 where unknown
 * @param color what the numbers mean as colours
 */
public record VideoFormat(
    int width,
    int height,
    PixelFormat pixelFormat,
    Rational frameRate,
    Rational sampleAspectRatio,
    ColorProperties color)
    implements Serializable {
  private static final int LONGEST_SIDE = 65535;
  private static final long MOST_PIXELS = 1L << 28;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a side is out of range, the picture has more than 2^28
   *     pixels, or a ratio is negative
   */
  public VideoFormat {
    Objects.requireNonNull(pixelFormat, "pixelFormat");
    Objects.requireNonNull(frameRate, "frameRate");
    Objects.requireNonNull(sampleAspectRatio, "sampleAspectRatio");
    Objects.requireNonNull(color, "color");
    if (width < 1
        || height < 1
        || width > LONGEST_SIDE
        || height > LONGEST_SIDE
        || (long) width * height > MOST_PIXELS) {
      throw new IllegalArgumentException("not a picture's size: " + width + "x" + height);
    }
    if (frameRate.toDouble() < 0 || sampleAspectRatio.toDouble() < 0) {
      throw new IllegalArgumentException(
          "rates and ratios are not negative: " + frameRate + ", " + sampleAspectRatio);
    }
  }

  /** A format of which only the picture is known. */
  public static VideoFormat of(int width, int height, PixelFormat pixelFormat) {
    return new VideoFormat(
        width, height, pixelFormat, Rational.UNSET, Rational.UNSET, ColorProperties.UNKNOWN);
  }

  /**
   * This format in another size. The picture keeps its shape: where the new size has another, the
   * pixels' shape changes; where neither is known, it stays unknown.
   */
  public VideoFormat withSize(int newWidth, int newHeight) {
    Rational stretch = Rational.reduced((long) width * newHeight, (long) newWidth * height);
    Rational square = new Rational(1, 1);
    Rational aspect = sampleAspectRatio;
    if (!stretch.equals(square)) {
      aspect = (aspect.isSet() ? aspect : square).times(stretch);
    }
    return new VideoFormat(newWidth, newHeight, pixelFormat, frameRate, aspect, color);
  }

  /** This format with other samples. */
  public VideoFormat withPixelFormat(PixelFormat format) {
    return new VideoFormat(width, height, format, frameRate, sampleAspectRatio, color);
  }

  /** This format at another rate, in frames a second. */
  public VideoFormat withFrameRate(Rational rate) {
    return new VideoFormat(width, height, pixelFormat, rate, sampleAspectRatio, color);
  }

  /** This format with pixels of another shape. */
  public VideoFormat withSampleAspectRatio(Rational ratio) {
    return new VideoFormat(width, height, pixelFormat, frameRate, ratio, color);
  }

  /** This format with other colours. */
  public VideoFormat withColor(ColorProperties properties) {
    return new VideoFormat(width, height, pixelFormat, frameRate, sampleAspectRatio, properties);
  }
}
