package io.av4j.filter;

import io.av4j.internal.NativeFrame;
import io.av4j.time.Rational;
import java.util.Locale;

/**
 * What a filter graph must know of the pictures that come: it is made anew when any of it changes.
 */
record Pictures(
    int width,
    int height,
    int format,
    Rational timeBase,
    int aspectNum,
    int aspectDen,
    int colorSpace,
    int colorRange) {

  static Pictures of(NativeFrame frame) {
    return new Pictures(
        frame.width(),
        frame.height(),
        frame.format(),
        frame.timeBase(),
        Math.max(0, frame.aspectNum()),
        Math.max(1, frame.aspectDen()),
        frame.colorSpace(),
        frame.colorRange());
  }

  /** Whether a frame is such a picture. */
  boolean include(NativeFrame frame) {
    return frame.width() == width
        && frame.height() == height
        && frame.format() == format
        && frame.timeBase().equals(timeBase)
        && Math.max(0, frame.aspectNum()) == aspectNum
        && Math.max(1, frame.aspectDen()) == aspectDen
        && frame.colorSpace() == colorSpace
        && frame.colorRange() == colorRange;
  }

  /** The arguments of FFmpeg's {@code buffer} filter. */
  String arguments() {
    return String.format(
        Locale.ROOT,
        "video_size=%dx%d:pix_fmt=%d:time_base=%d/%d:pixel_aspect=%d/%d:colorspace=%d:range=%d",
        width,
        height,
        format,
        timeBase.num(),
        timeBase.den(),
        aspectNum,
        aspectDen,
        colorSpace,
        colorRange);
  }
}
