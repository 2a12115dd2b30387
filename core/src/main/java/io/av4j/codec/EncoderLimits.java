package io.av4j.codec;

import io.av4j.UnsupportedMediaException;

/**
 * What an encoder of this FFmpeg does not survive: found by feeding every one of them what it is
 * not meant to get.
 */
final class EncoderLimits {
  private static final int SVT_SMALLEST_SIDE = 32;

  private EncoderLimits() {}

  static void check(VideoEncoderSettings settings) {
    int side = Math.min(settings.format().width(), settings.format().height());
    if (settings.encoder().equals("libsvtav1") && side < SVT_SMALLEST_SIDE) {
      // Its threads wait for each other for ever when it is flushed.
      throw new UnsupportedMediaException(
          "libsvtav1 takes no pictures with a side below " + SVT_SMALLEST_SIDE + ", not " + side);
    }
  }

  static void check(AudioEncoderSettings settings) {
    if (settings.encoder().equals("tta")) {
      // It gets too little room for a short last frame, and put_bits.h then aborts the process.
      throw new UnsupportedMediaException("FFmpeg's tta encoder ends the process on short frames");
    }
  }
}
