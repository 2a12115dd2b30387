package io.av4j.filter;

import io.av4j.time.Rational;
import java.util.Locale;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

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

  static Pictures of(AVFrame frame, Rational timeBase) {
    AVRational aspect = frame.sample_aspect_ratio();
    return new Pictures(
        frame.width(),
        frame.height(),
        frame.format(),
        timeBase,
        Math.max(0, aspect.num()),
        Math.max(1, aspect.den()),
        frame.colorspace(),
        frame.color_range());
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
