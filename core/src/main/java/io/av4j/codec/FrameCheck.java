package io.av4j.codec;

import io.av4j.frame.AudioFormat;
import io.av4j.frame.PixelFormat;
import org.bytedeco.ffmpeg.avutil.AVFrame;

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

  static FrameCheck video(int width, int height, PixelFormat format) {
    return new FrameCheck(true, width, height, format.id(), 0, 0, 0);
  }

  static FrameCheck audio(AudioFormat format, int maxSamples) {
    return new FrameCheck(
        false,
        0,
        0,
        format.sampleFormat().id(),
        format.sampleRate(),
        format.layout().channels(),
        maxSamples);
  }

  /**
   * @throws IllegalArgumentException if the frame is not what the encoder was opened for; some
   *     encoders would read beyond its memory
   */
  void check(AVFrame frame) {
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
    if (frame.sample_rate() != sampleRate) {
      throw mismatch("sample rate", frame.sample_rate(), sampleRate);
    }
    if (frame.ch_layout().nb_channels() != channels) {
      throw mismatch("number of channels", frame.ch_layout().nb_channels(), channels);
    }
    if (maxSamples > 0 && frame.nb_samples() > maxSamples) {
      throw mismatch("number of samples", frame.nb_samples(), maxSamples);
    }
  }

  private static IllegalArgumentException mismatch(String what, int is, int wanted) {
    return new IllegalArgumentException(
        "the frame's " + what + " is " + is + ", the encoder was opened for " + wanted);
  }
}
