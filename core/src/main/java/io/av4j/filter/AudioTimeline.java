package io.av4j.filter;

/**
 * Keeps the time of every sample through a resampler and a FIFO: pure arithmetic in samples.
 *
 * <p>Gaps stay gaps; only what resampling itself moves a boundary by is smoothed.
 */
final class AudioTimeline {
  /** Stands for a pts that is not known. */
  static final long UNKNOWN = Long.MIN_VALUE;

  // Resampling moves a boundary by a sample at most either way.
  private static final long JITTER = 2;

  private final Marks marks = new Marks();
  private long expectedInput = UNKNOWN;
  private long written;
  private long read;
  private long expectedOutput = UNKNOWN;
  private boolean resampled;

  /**
   * The pts of an input frame, known or not, in samples of its own rate.
   *
   * @param pts in samples of that rate, or {@link #UNKNOWN}
   */
  long input(long pts, int samples) {
    long start = pts;
    if (pts == UNKNOWN) {
      start = expectedInput == UNKNOWN ? 0 : expectedInput;
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
      marks.add(written, pts);
      written += samples;
    }
  }

  /** Notes that samples without a time of their own, from inside the resampler, followed. */
  void wroteMore(int samples) {
    written += samples;
  }

  /** The pts of the next samples out of the FIFO, in samples of the output's rate. */
  long output(int samples) {
    long pts = marks.ptsAt(read);
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

  void reset() {
    marks.clear();
    expectedInput = UNKNOWN;
    expectedOutput = UNKNOWN;
    written = 0;
    read = 0;
  }

  /** From now on there is not one sample for each that came, though the rates are one. */
  void stretched() {
    resampled = true;
  }

  /** Forgets what the next input frame's pts should be, because its rate may be another. */
  void inputChanged(boolean rateDiffers) {
    resampled = rateDiffers;
    expectedInput = UNKNOWN;
  }
}
