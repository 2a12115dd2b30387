package io.av4j.codec;

import io.av4j.frame.AudioFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.internal.NativeFrame;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * The format an encoder was opened for, as numbers, so that checking a frame costs next to nothing.
 */
record FrameCheck(
    boolean video,
    int width,
    int height,
    int format,
    int sampleRate,
    int channels,
    int maxSamples) {

  static FrameCheck of(VideoFormat format) {
    return new FrameCheck(
        true, format.width(), format.height(), format.pixelFormat().id(), 0, 0, 0);
  }

  static FrameCheck of(AudioFormat format, int maxSamples) {
    return new FrameCheck(
        false,
        0,
        0,
        format.sampleFormat().id(),
        format.sampleRate(),
        format.layout().channels(),
        maxSamples);
  }

  /** What an opened encoder reads, whatever it was asked for. */
  static FrameCheck of(AVCodecContext context) {
    return context.codec_type() == avutil.AVMEDIA_TYPE_VIDEO
        ? new FrameCheck(true, context.width(), context.height(), context.pix_fmt(), 0, 0, 0)
        : new FrameCheck(
            false,
            0,
            0,
            context.sample_fmt(),
            context.sample_rate(),
            context.ch_layout().nb_channels(),
            maxSamples(context));
  }

  /** The samples of a frame, or 0 where any number will do. */
  static int maxSamples(AVCodecContext context) {
    boolean any = (context.codec().capabilities() & avcodec.AV_CODEC_CAP_VARIABLE_FRAME_SIZE) != 0;
    return any ? 0 : context.frame_size();
  }

  /**
   * @throws IllegalArgumentException if an option, such as {@code ch_layout}, makes the encoder
   *     read frames of another format, and so beyond the memory of these
   */
  void requireSame(FrameCheck opened, String encoder) {
    if (!equals(opened)) {
      throw new IllegalArgumentException(
          "an option makes " + encoder + " take other frames than its settings' format says");
    }
  }

  /**
   * @throws IllegalArgumentException if the frame is not what the encoder was opened for; some
   *     encoders would read beyond its memory
   */
  void check(NativeFrame frame) {
    if (frame.format() != format) {
      throw mismatch("format number", frame.format(), format);
    }
    if (video) {
      if (frame.width() != width || frame.height() != height) {
        throw new IllegalArgumentException(
            "the encoder takes "
                + width
                + "x"
                + height
                + ", not "
                + frame.width()
                + "x"
                + frame.height());
      }
      return;
    }
    if (frame.sampleRate() != sampleRate) {
      throw mismatch("sample rate", frame.sampleRate(), sampleRate);
    }
    if (frame.channels() != channels) {
      throw mismatch("number of channels", frame.channels(), channels);
    }
    if (maxSamples > 0 && frame.samples() > maxSamples) {
      throw mismatch("number of samples", frame.samples(), maxSamples);
    }
  }

  private static IllegalArgumentException mismatch(String what, int is, int wanted) {
    return new IllegalArgumentException(
        "the frame's " + what + " is " + is + ", the encoder was opened for " + wanted);
  }
}
