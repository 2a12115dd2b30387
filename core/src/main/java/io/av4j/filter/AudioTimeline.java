package io.av4j.filter;

import io.av4j.time.Rational;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the time of every sample through a resampler and a FIFO: pure arithmetic in samples.
 *
 * <p>Gaps stay gaps; only what resampling itself moves a boundary by is smoothed.
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
  private boolean resampled;

  /**
   * The pts of an input frame in samples of its own rate.
   *
   * @param pts in units of {@code timeBase}, or null where unknown
   */
  long input(@Nullable Long pts, Rational timeBase, int rate, int samples) {
    long start;
    if (pts == null) {
      start = expectedInput == UNKNOWN ? 0 : expectedInput;
    } else {
      start = Rational.rescale(pts, timeBase, new Rational(1, rate));
    }
    expectedInput = start + samples;
    return start;
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
    if (expectedOutput != UNKNOWN) {
      long ahead = pts - expectedOutput;
      boolean jitter = resampled && Math.abs(ahead) <= JITTER;
      // Sound that overlaps the sound before it by much is played behind it, not dropped.
      boolean overlap = ahead < -samples / 2;
      pts = jitter || overlap ? expectedOutput : pts;
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

  /** Forgets what the next input frame's pts should be, because its rate may be another. */
  void inputChanged(boolean rateDiffers) {
    resampled = rateDiffers;
    expectedInput = UNKNOWN;
  }
}
