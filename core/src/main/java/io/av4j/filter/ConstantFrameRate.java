package io.av4j.filter;

import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * Makes every picture last equally long, by repeating and leaving out pictures, as the ffmpeg
 * program's {@code -r} with {@code -fps_mode cfr} does.
 *
 * <p>Output pictures are stamped 0, 1, 2, … in units of one picture from the first input's time on.
 * A gap of more than 3.24 million pictures is not filled: the stamps jump with the input's. Serves
 * one thread. The opener closes it, for the picture it keeps to repeat.
 */
public final class ConstantFrameRate implements Stage<VideoFrame, VideoFrame>, AutoCloseable {
  // A picture may be this much of its length early or late before one is left out or repeated.
  private static final double TOLERANCE = 1.1;
  // A longer gap is a jump of the timestamps: 3.24 million pictures, as in the ffmpeg program.
  private static final long MOST_REPEATED = 30L * 3600 * 30;

  private final Rational frameDuration;
  private @Nullable VideoFrame last;
  private long next;
  private boolean started;
  private boolean closed;
  private long dropped;
  private long duplicated;

  private ConstantFrameRate(Rational frameDuration) {
    this.frameDuration = frameDuration;
  }

  /**
   * A stage of that many frames a second.
   *
   * @throws IllegalArgumentException if the rate is not positive
   */
  public static ConstantFrameRate of(Rational framesPerSecond) {
    if (!framesPerSecond.isSet() || framesPerSecond.toDouble() < 0) {
      throw new IllegalArgumentException("a frame rate must be positive: " + framesPerSecond);
    }
    return new ConstantFrameRate(framesPerSecond.invert());
  }

  /**
   * Takes one picture.
   *
   * @throws IllegalArgumentException if the picture has no pts
   * @throws IllegalStateException if closed, or the picture's turn is over
   */
  @Override
  public void feed(VideoFrame frame, Sink<? super VideoFrame> sink) {
    requireOpen();
    Timestamp pts = frame.pts();
    if (pts == null) {
      throw new IllegalArgumentException("the frame has no pts");
    }
    double at = position(pts);
    if (!started) {
      started = true;
      next = Math.round(at);
    }
    Timestamp duration = frame.duration();
    double length = duration == null ? 1 : position(duration);
    double early = at - next;
    double end = early + length;
    if (early < 0 && end > 0) {
      length += early;
      early = 0;
      end = length;
    }
    long count = 1;
    long countOfLast = 0;
    if (end < -TOLERANCE) {
      count = 0;
    } else if (end > TOLERANCE) {
      count = Math.round(end);
      if (early > TOLERANCE) {
        countOfLast = Math.round(early - 0.6);
      }
    }
    if (count > MOST_REPEATED) {
      next = Math.round(at);
      count = 1;
      countOfLast = 0;
    }
    VideoFrame previous = last;
    for (long i = 0; i < countOfLast && previous != null; i++) {
      give(previous, sink);
    }
    long shown = previous == null ? count : Math.max(0, count - countOfLast);
    for (long i = 0; i < shown; i++) {
      give(frame, sink);
    }
    count(count);
    keep(frame);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this ConstantFrameRate is closed");
    }
  }

  private void count(long count) {
    if (count == 0) {
      dropped++;
    } else {
      duplicated += count - 1;
    }
  }

  private double position(Timestamp time) {
    return (double) time.value()
        * time.timeBase().num()
        * frameDuration.den()
        / ((double) time.timeBase().den() * frameDuration.num());
  }

  private void give(VideoFrame frame, Sink<? super VideoFrame> sink) {
    try (VideoFrame copy = frame.newRef()) {
      copy.setPts(new Timestamp(next, frameDuration));
      copy.setDuration(new Timestamp(1, frameDuration));
      next++;
      sink.accept(copy);
    }
  }

  private void keep(VideoFrame frame) {
    if (last != null) {
      last.close();
    }
    last = frame.newRef();
  }

  @Override
  public void flush(Sink<? super VideoFrame> sink) {
    requireOpen();
    if (last != null) {
      last.close();
      last = null;
    }
    started = false;
  }

  /** How many pictures were left out. */
  public long dropped() {
    return dropped;
  }

  /** How many pictures were repeated. */
  public long duplicated() {
    return duplicated;
  }

  /** Gives the kept picture back. Idempotent, never throws. */
  @Override
  public void close() {
    closed = true;
    if (last != null) {
      last.close();
      last = null;
    }
  }
}
