package io.av4j.codec;

import io.av4j.internal.NativeFrame;
import io.av4j.time.Rational;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Gives every decoded frame a pts, as the ffmpeg program does: containers such as AVI and raw
 * streams have none of their own, and those of others are rounded.
 */
sealed interface DecodedTimes permits AudioTimes, VideoTimes {
  /**
   * Sets pts and, where it is known better, duration and time base, which is the packets' before.
   */
  void apply(NativeFrame frame);

  /** Forgets the frame before: the next one is of another place. */
  void reset();

  /** The times for what an opened decoder gives, always in the same frame. */
  static DecodedTimes of(
      AVCodecContext context, NativeFrame frame, Rational timeBase, Rational frameRate) {
    return context.codec_type() == avutil.AVMEDIA_TYPE_VIDEO
        ? new VideoTimes(context, timeBase, frameRate)
        : new AudioTimes(context, frame);
  }
}
