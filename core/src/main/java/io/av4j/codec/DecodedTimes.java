package io.av4j.codec;

import io.av4j.time.Rational;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Gives every decoded frame a pts where it can be told: the codec's best guess, else the end of the
 * frame before, as the ffmpeg program does. Containers such as AVI and raw streams have no pts of
 * their own.
 */
final class DecodedTimes {
  private final Rational timeBase;
  private final Rational frameDuration;
  private final boolean video;
  private long lastPts = avutil.AV_NOPTS_VALUE;
  private long lastDuration;

  DecodedTimes(AVCodecContext context, Rational timeBase, Rational frameRate) {
    this.timeBase = timeBase;
    this.video = context.codec_type() == avutil.AVMEDIA_TYPE_VIDEO;
    AVRational coded = context.framerate();
    Rational rate = Rational.orUnset(Math.max(0, coded.num()), Math.max(0, coded.den()));
    Rational known = rate.isSet() ? rate : frameRate;
    this.frameDuration = known.isSet() ? known.invert() : Rational.UNSET;
  }

  void apply(AVFrame frame) {
    long pts = video ? frame.best_effort_timestamp() : frame.pts();
    if (pts == avutil.AV_NOPTS_VALUE) {
      pts = lastPts == avutil.AV_NOPTS_VALUE ? 0 : lastPts + lastDuration;
    }
    frame.pts(pts);
    lastDuration = duration(frame, pts);
    lastPts = pts;
  }

  private long duration(AVFrame frame, long pts) {
    if (!video) {
      int rate = frame.sample_rate();
      return rate <= 0 ? 0 : Rational.rescale(frame.nb_samples(), new Rational(1, rate), timeBase);
    }
    if (frame.duration() > 0) {
      return frame.duration();
    }
    if (frameDuration.isSet()) {
      // A repeated field makes the picture half as long again.
      long doubled = Rational.rescale(2L + frame.repeat_pict(), frameDuration, timeBase);
      return Math.max(1, doubled / 2);
    }
    return lastPts != avutil.AV_NOPTS_VALUE && pts > lastPts
        ? pts - lastPts
        : Math.max(1, lastDuration);
  }

  void reset() {
    lastPts = avutil.AV_NOPTS_VALUE;
    lastDuration = 0;
  }
}
