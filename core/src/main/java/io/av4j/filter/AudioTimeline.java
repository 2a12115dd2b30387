package io.av4j.filter;

import io.av4j.time.Rational;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps the time of every sample through a resampler and a FIFO: pure arithmetic in samples.
 *
 * <p>Timestamps that only differ from the count of samples by their own rounding, as those of FLV
 * and Matroska in milliseconds, are taken as the count; anything else is a gap or an overlap and is
 * kept.
 */
final class AudioTimeline {
  private static final long UNKNOWN = Long.MIN_VALUE;
  // Resampling moves a boundary by a sample at most either way.
  private static final long JITTER = 2;

  private record Mark(long position, long pts) {}

  private final Deque<Mark> marks = new ArrayDeque<>();
  private long expectedInput = UNKNOWN;
  private long written;
  private long read;
  private long expectedOutput = UNKNOWN;

  /**
   * The pts of an input frame in samples of its own rate, smoothed.
   *
   * @param pts in units of {@code timeBase}, or null where unknown
   */
  long input(
      @org.jspecify.annotations.Nullable Long pts, Rational timeBase, int rate, int samples) {
    Rational unit = new Rational(1, rate);
    long smoothed;
    if (pts == null) {
      smoothed = expectedInput == UNKNOWN ? 0 : expectedInput;
    } else {
      long exact = Rational.rescale(pts, timeBase, unit);
      long tick = Math.max(1, Rational.rescale(1, timeBase, unit));
      boolean counted = expectedInput != UNKNOWN && Math.abs(exact - expectedInput) <= tick;
      smoothed = counted ? expectedInput : exact;
    }
    expectedInput = smoothed + samples;
    return smoothed;
  }

  /**
   * Notes that samples whose first has that pts, in samples of the output's rate, went into the
   * FIFO.
   */
  void wrote(long pts, int samples) {
    if (samples > 0) {
      marks.add(new Mark(written, pts));
      written += samples;
    }
  }

  /** Notes that samples without a time of their own, from inside the resampler, followed. */
  void wroteMore(int samples) {
    written += samples;
  }

  /** The pts of the next samples out of the FIFO, in samples of the output's rate. */
  long output(int samples) {
    while (marks.size() > 1 && second().position <= read) {
      marks.remove();
    }
    Mark mark = marks.peek();
    long pts = mark == null ? 0 : mark.pts + (read - mark.position);
    if (expectedOutput != UNKNOWN && pts - expectedOutput <= JITTER) {
      pts = expectedOutput;
    }
    read += samples;
    expectedOutput = pts + samples;
    return pts;
  }

  private Mark second() {
    var all = marks.iterator();
    all.next();
    return all.next();
  }

  void reset() {
    marks.clear();
    expectedInput = UNKNOWN;
    expectedOutput = UNKNOWN;
    written = 0;
    read = 0;
  }

  /** Forgets what the next input frame's pts should be, because its rate is another. */
  void inputChanged() {
    expectedInput = UNKNOWN;
  }
}
