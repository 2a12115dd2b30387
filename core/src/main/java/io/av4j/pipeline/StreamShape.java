package io.av4j.pipeline;

import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.VideoStream;
import io.av4j.frame.VideoFormat;
import io.av4j.time.Rational;

/** The shape of the pixels that an encoder announces for pictures of a stream. */
final class StreamShape {
  private StreamShape() {}

  /**
   * The settings with the shape that the stream's pictures, upright, have in their size. A shape
   * that was given and does not come from the stream's format stays.
   */
  static VideoEncoderSettings announce(VideoStream stream, VideoEncoderSettings settings) {
    VideoFormat format = settings.format();
    Rational given = format.sampleAspectRatio();
    if (!stream.hasFormat() || (given.isSet() && !given.equals(in(stream.format(), format)))) {
      return settings;
    }
    return settings.withFormat(format.withSampleAspectRatio(in(stream.uprightFormat(), format)));
  }

  private static Rational in(VideoFormat source, VideoFormat size) {
    return source.withSize(size.width(), size.height()).sampleAspectRatio();
  }
}
