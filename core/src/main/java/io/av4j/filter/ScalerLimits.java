package io.av4j.filter;

import io.av4j.UnsupportedMediaException;
import io.av4j.frame.PixelFormat;
import org.bytedeco.ffmpeg.global.swscale;

/** What swscale does not do, and what it does not survive although it says that it does it. */
final class ScalerLimits {
  private static final int FAST_TOO_NARROW = 8;

  private ScalerLimits() {}

  /**
   * Looks at the format of a target.
   *
   * @throws UnsupportedMediaException if swscale cannot write it
   */
  static void requireWritable(PixelFormat format) {
    if (swscale.sws_isSupportedOutput(format.id()) == 0) {
      throw new UnsupportedMediaException("swscale cannot write " + format);
    }
  }

  /**
   * Looks at the format of a source.
   *
   * @throws UnsupportedMediaException if swscale cannot read it
   */
  static void requireReadable(int pixelFormat) {
    String name = PixelFormat.ofId(pixelFormat).name();
    // These it says it can read, and then ends the process: of Bayer patterns where a slice of the
    // picture has one row, of yaf32 always.
    boolean fatal = name.startsWith("bayer_") || name.startsWith("yaf32");
    if (fatal || swscale.sws_isSupportedInput(pixelFormat) == 0) {
      throw new UnsupportedMediaException("swscale cannot read " + name);
    }
  }

  /** The algorithm that is asked for, or where it does not survive the width, the one like it. */
  static ScaleAlgorithm safe(ScaleAlgorithm algorithm, int width) {
    // FAST_BILINEAR divides by the width of a plane less 2; the narrowest chroma has a quarter.
    return algorithm == ScaleAlgorithm.FAST_BILINEAR && width <= FAST_TOO_NARROW
        ? ScaleAlgorithm.BILINEAR
        : algorithm;
  }
}
