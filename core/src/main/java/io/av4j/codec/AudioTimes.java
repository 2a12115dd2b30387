package io.av4j.codec;

import io.av4j.internal.NativeFrame;
import io.av4j.time.Rational;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Counts sound in its own samples: the unit becomes 1/rate, and a pts that the container only
 * rounded, to milliseconds for example, becomes the sample it stands for ({@code
 * av_rescale_delta}).
 *
 * <p>Inside, times are kept in a unit that all rates so far divide, so that sound whose rate
 * changes stays exact.
 */
final class AudioTimes implements DecodedTimes {
  private static final long NONE = avutil.AV_NOPTS_VALUE;
  // All usual rates divide it; for unusual ones a time is off by less than a sample.
  private static final int FINE_UNIT = 28_224_000;

  private final AVRational packetUnit;
  // The decoder's frame's own time base, while its pts is counted.
  private final AVRational unit;
  private final long[] expectedByDelta = {NONE};
  private Rational sample = Rational.UNSET;
  private Rational fine = new Rational(1, 1);
  private long expected = NONE;

  AudioTimes(AVCodecContext context, NativeFrame frame) {
    packetUnit = context.pkt_timebase();
    unit = frame.struct().time_base();
  }

  @Override
  public void apply(NativeFrame frame) {
    int rate = frame.sampleRate();
    int samples = frame.samples();
    if (rate <= 0 || samples < 0) {
      return;
    }
    if (rate != sample.den() || !sample.isSet()) {
      useRate(rate);
    }
    long pts = frame.pts();
    unit.num(1).den(fine.den());
    AVRational from = packetUnit;
    if (pts == NONE) {
      pts = expected == NONE ? 0 : expected;
      from = unit;
    } else if (expected != NONE
        && pts > avutil.av_rescale_q_rnd(expected, unit, packetUnit, avutil.AV_ROUND_UP)) {
      // A gap: counting on from before it would pull the sound back.
      expectedByDelta[0] = NONE;
    }
    pts = avutil.av_rescale_delta(from, pts, unit, samples, expectedByDelta, unit);
    expected = pts + Rational.rescale(samples, sample, fine);
    frame.setTimeBase(sample);
    frame.setPts(Rational.rescale(pts, fine, sample));
    frame.setDuration(samples);
  }

  private void useRate(int rate) {
    Rational before = fine;
    long common = lowestCommonMultiple(fine.den(), rate);
    fine = new Rational(1, common > Integer.MAX_VALUE ? FINE_UNIT : (int) common);
    int packets = packetUnit.den();
    if (packetUnit.num() == 1 && packets > fine.den() && packets % fine.den() == 0) {
      fine = new Rational(1, packets);
    }
    sample = new Rational(1, rate);
    if (expected != NONE) {
      expected = Rational.rescale(expected, before, fine);
    }
  }

  private static long lowestCommonMultiple(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return a / x * b;
  }

  @Override
  public void reset() {
    expected = NONE;
    expectedByDelta[0] = NONE;
  }
}
