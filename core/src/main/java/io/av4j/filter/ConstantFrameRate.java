package io.av4j.filter;

import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.VideoFrame;
import io.av4j.internal.NativeHandle;
import io.av4j.internal.NativeType;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes every picture last equally long, by repeating and leaving out pictures, as the ffmpeg
 * program's {@code -r} with {@code -fps_mode cfr} does.
 *
 * <p>Output pictures are stamped in units of one picture, without a gap, from the first input's
 * time or a given one on. A gap of more than 3.24 million pictures is not filled: the stamps jump
 * with the input's. Serves one thread. The opener closes it, for the picture it keeps to repeat.
 */
public final class ConstantFrameRate implements Stage<VideoFrame, VideoFrame>, AutoCloseable {
  // A picture may be this much of its length early or late before one is left out or repeated.
  private static final double TOLERANCE = 1.1;
  // A longer gap is a jump of the timestamps: 3.24 million pictures, as in the ffmpeg program.
  private static final long MOST_REPEATED = 30L * 3600 * 30;

  private final Rational frameDuration;
  private final @Nullable Timestamp start;
  private final Rational fineUnit;
  private final int fineParts;
  private final long[] lastRepeats = new long[3];
  private @Nullable VideoFrame last;
  private long next;
  private boolean started;
  private final Guard guard = new Guard();
  private long dropped;
  private long duplicated;

  private ConstantFrameRate(Rational frameDuration, @Nullable Timestamp start) {
    this.frameDuration = frameDuration;
    this.start = start;
    int log2 = 31 - Integer.numberOfLeadingZeros(frameDuration.den());
    int bits = Math.max(0, Math.min(16, 29 - log2));
    fineParts = 1 << bits;
    fineUnit = new Rational(frameDuration.num(), frameDuration.den() << bits);
  }

  /**
   * A stage of that many frames a second, which begins with the first picture.
   *
   * @throws IllegalArgumentException if the rate is not positive
   */
  public static ConstantFrameRate of(Rational framesPerSecond) {
    return new ConstantFrameRate(duration(framesPerSecond), null);
  }

  /**
   * A stage of that many frames a second, which begins at that time: the first picture is repeated
   * from there on, and pictures that are over before are left out.
   *
   * @throws IllegalArgumentException if the rate is not positive
   */
  public static ConstantFrameRate of(Rational framesPerSecond, Timestamp start) {
    return new ConstantFrameRate(duration(framesPerSecond), start);
  }

  private static Rational duration(Rational framesPerSecond) {
    if (!framesPerSecond.isSet() || framesPerSecond.toDouble() <= 0) {
      throw new IllegalArgumentException("a frame rate must be positive: " + framesPerSecond);
    }
    return framesPerSecond.invert();
  }

  /**
   * Takes one picture.
   *
   * @throws IllegalArgumentException if the picture has no pts
   * @throws IllegalStateException if closed, or the picture's turn is over
   */
  @Override
  public void feed(VideoFrame frame, Sink<? super VideoFrame> sink) {
    guard.enter();
    try {
      take(frame, sink);
    } finally {
      guard.exit();
    }
  }

  private void take(VideoFrame frame, Sink<? super VideoFrame> sink) {
    Timestamp pts = frame.pts();
    if (pts == null) {
      throw new IllegalArgumentException("the frame has no pts");
    }
    double at = position(pts);
    if (!started) {
      started = true;
      next = (long) Math.rint(start == null ? at : position(start));
    }
    Timestamp duration = frame.duration();
    double early = at - next;
    double end = early + (duration == null ? 1 : length(duration));
    if (early < 0 && end > 0) {
      early = 0;
    }
    long count = 1;
    long countOfLast = 0;
    if (end < -TOLERANCE) {
      count = 0;
    } else if (end > TOLERANCE) {
      count = (long) Math.rint((float) end);
      if (early > TOLERANCE) {
        countOfLast = (long) Math.rint((float) (early - 0.6));
      }
    }
    if (count > MOST_REPEATED) {
      next = (long) Math.rint(at);
      count = 1;
      countOfLast = 0;
    }
    for (long i = 0; i < count; i++) {
      VideoFrame previous = last;
      give(i < countOfLast && previous != null ? previous : frame, sink);
    }
    remember(countOfLast);
    count(count);
    keep(frame);
  }

  private void remember(long repeatsOfLast) {
    lastRepeats[2] = lastRepeats[1];
    lastRepeats[1] = lastRepeats[0];
    lastRepeats[0] = repeatsOfLast;
  }

  private void count(long count) {
    if (count == 0) {
      dropped++;
    } else {
      duplicated += count - 1;
    }
  }

  /** The time in pictures, nudged away from the middle between two as the ffmpeg program does. */
  private double position(Timestamp time) {
    double plain = length(time);
    if (Math.abs(plain) > 1L << 40) {
      return plain;
    }
    double at = (double) time.in(fineUnit).value() / fineParts;
    return at == Math.rint(at) ? at : at + Math.signum(at) / (1 << 17);
  }

  private double length(Timestamp duration) {
    return (double) duration.value()
        * duration.timeBase().num()
        * frameDuration.den()
        / ((double) duration.timeBase().den() * frameDuration.num());
  }

  private void give(VideoFrame frame, Sink<? super VideoFrame> sink) {
    try (VideoFrame copy = frame.newRef()) {
      copy.setPts(new Timestamp(next, frameDuration));
      copy.setDuration(new Timestamp(1, frameDuration));
      next++;
      sink.accept(copy);
    }
    guard.checkOpen();
  }

  private void keep(VideoFrame frame) {
    if (last != null) {
      last.close();
    }
    last = frame.newRef();
  }

  /** Repeats the last picture as often as those before it were repeated. */
  @Override
  public void flush(Sink<? super VideoFrame> sink) {
    guard.enter();
    try {
      giveRest(sink);
    } finally {
      guard.exit();
    }
  }

  private void giveRest(Sink<? super VideoFrame> sink) {
    VideoFrame previous = last;
    if (previous != null) {
      long[] sorted = lastRepeats.clone();
      Arrays.sort(sorted);
      for (long i = 0; i < sorted[1]; i++) {
        give(previous, sink);
        duplicated++;
      }
      previous.close();
      last = null;
    }
    Arrays.fill(lastRepeats, 0);
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
    guard.close();
  }

  /** Who is inside the stage; frees the picture it keeps when nobody is. */
  private final class Guard extends NativeHandle {
    Guard() {
      super(NativeType.FRAME_RATE);
    }

    @Override
    protected void free() {
      if (last != null) {
        last.close();
        last = null;
      }
    }
  }
}
