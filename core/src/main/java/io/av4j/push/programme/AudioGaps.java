package io.av4j.push.programme;

/**
 * Which silence goes between pieces of audio. Pure arithmetic in samples of one rate; serves one
 * thread.
 */
final class AudioGaps {
  /** Silence goes out in frames of so many samples, which suits most encoders. */
  static final int FRAME = 1024;

  private static final long UNKNOWN = Long.MIN_VALUE;
  // Shorter ones are what containers round times by, longer ones are the filler's.
  private static final int LEAST_GAPS_PER_SECOND = 100;

  private final int sampleRate;
  private long end = UNKNOWN;

  AudioGaps(int sampleRate) {
    this.sampleRate = sampleRate;
  }

  /** Where what was given so far ends. */
  long end() {
    return end;
  }

  /** The silence that is missing before audio that begins there: 10 ms to a second, or none. */
  long before(long start) {
    long gap = start - end;
    return end == UNKNOWN || gap < sampleRate / LEAST_GAPS_PER_SECOND || gap > sampleRate ? 0 : gap;
  }

  /** How much silence there is to give up to that time, in whole frames. */
  long wholeFramesTo(long to) {
    return end == UNKNOWN ? 0 : Math.max(0, (to - end) / FRAME * FRAME);
  }

  /** So many samples were given; what they begin with is where they begin, gap or not. */
  void gave(long start, long samples) {
    end = start + samples;
  }

  /** Silence begins there. */
  void beginAt(long start) {
    end = start;
  }
}
