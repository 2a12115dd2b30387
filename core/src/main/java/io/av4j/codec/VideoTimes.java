package io.av4j.codec;

import io.av4j.internal.NativeFrame;
import io.av4j.time.Rational;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/** A picture's pts is the codec's best guess, else the end of the picture before. */
final class VideoTimes implements DecodedTimes {
  private static final long NONE = avutil.AV_NOPTS_VALUE;

  private final AVRational codedRate;
  private final Rational timeBase;
  private final Rational frameRate;
  private long lastPts = NONE;
  private long lastDuration;

  VideoTimes(AVCodecContext context, Rational timeBase, Rational frameRate) {
    this.codedRate = context.framerate();
    this.timeBase = timeBase;
    this.frameRate = frameRate;
  }

  @Override
  public void apply(NativeFrame frame) {
    long pts = frame.bestEffortTimestamp();
    if (pts == NONE) {
      pts = lastPts == NONE ? 0 : lastPts + lastDuration;
    }
    frame.setPts(pts);
    lastDuration = duration(frame, lastPts == NONE ? -1 : pts - lastPts);
    lastPts = pts;
  }

  /** How long the picture seems to last; {@code step} is the way from the one before, or -1. */
  private long duration(NativeFrame frame, long step) {
    long said = frame.duration();
    // Where the container does not say, the demuxer guesses, and its last resort is 1.
    boolean guessed = said == 1 && step > 2;
    if (said > 0 && !guessed) {
      return said;
    }
    if (step > 0) {
      return step;
    }
    if (said > 0) {
      return said;
    }
    Rational rate = Rational.orUnset(Math.max(0, codedRate.num()), Math.max(0, codedRate.den()));
    rate = rate.isSet() ? rate : frameRate;
    // A repeated field makes the picture half as long again.
    Rational field = rate.isSet() ? rate.times(Rational.of(2)).invert() : Rational.UNSET;
    long coded = Rational.rescale(2L + frame.repeatedFields(), field, timeBase);
    return coded > 0 ? coded : Math.max(1, lastDuration);
  }

  @Override
  public void reset() {
    lastPts = NONE;
    lastDuration = 0;
  }
}
