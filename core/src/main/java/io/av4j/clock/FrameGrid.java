package io.av4j.clock;

import io.av4j.time.Rational;

/**
 * The places of an output at a constant rate, and how many of them a frame takes: as the ffmpeg
 * program's {@code -fps_mode cfr} counts, at most 1.1 frames off.
 */
final class FrameGrid {
  private static final double SLACK = 1.1;

  private final Rational frame;
  private final long most;
  private boolean started;
  private long start;
  private long next;

  /** Places at that many frames a second. */
  FrameGrid(Rational frameRate) {
    frame = frameRate.invert();
    most = Math.max(1, Math.round(frameRate.toDouble()));
  }

  /** The most places that a frame may take: those of a second. */
  long most() {
    return most;
  }

  /** The next frame begins a new grid. */
  void restart() {
    started = false;
  }

  /** How many places there are up to and with this frame: 0 where its own is taken already. */
  long place(long time) {
    if (!started) {
      started = true;
      start = time;
      next = 0;
    }
    double ahead = (time - start - Micros.of(next, frame)) * 1e-6 / frame.toDouble();
    long places = 1;
    if (ahead + 1 < -SLACK) {
      places = 0;
    } else if (ahead + 1 > SLACK) {
      places = Math.max(1, Math.round(ahead + 1));
    }
    next += places;
    return places;
  }

  /** How long that many places are, in microseconds. */
  long length(long places) {
    return Micros.of(places, frame);
  }
}
