package io.av4j.filter;

import io.av4j.frame.VideoFrame;
import io.av4j.time.Timestamp;
import java.time.Duration;

/**
 * Finds the first picture of each interval of media time, counted from zero. It goes by the
 * pictures' times alone, so it finds the same ones in every flow of the same pictures.
 */
final class KeyFrameRhythm {
  private final long intervalMicros;
  private long last = Long.MIN_VALUE;

  /**
   * @throws IllegalArgumentException if the interval is shorter than a microsecond
   */
  KeyFrameRhythm(Duration interval) {
    intervalMicros = interval.toNanos() / 1000;
    if (intervalMicros < 1) {
      throw new IllegalArgumentException("a keyframe interval must be positive: " + interval);
    }
  }

  /** Whether the picture is the first of an interval behind all before. */
  boolean begins(VideoFrame frame) {
    Timestamp pts = frame.pts();
    if (pts == null) {
      return false;
    }
    long interval = Math.floorDiv(pts.toMicros(), intervalMicros);
    if (interval <= last) {
      return false;
    }
    last = interval;
    return true;
  }
}
