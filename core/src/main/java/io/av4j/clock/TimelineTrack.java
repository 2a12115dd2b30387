package io.av4j.clock;

import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One stream of a {@link Timeline}. Serves the timeline's thread. */
public final class TimelineTrack {
  /** How far apart the streams may be where they jump, in microseconds. */
  static final long TOLERANCE = 500_000;

  private static final long FILLER_BACK = 100_000;
  // No decoder reorders further.
  private static final long LONGEST_REORDER = 1_000_000;
  // Subtitles may last, but nothing lasts for hours.
  private static final long LONGEST = 3_600_000_000L;
  private static final int ALL_BITS = 64;

  private final Timeline timeline;
  private final Rational unit;
  private final long mostBack;
  private int wrapBits;

  // In the source.
  private int source = -1;
  private Rational timeBase = Rational.MICROSECOND;
  private long lastTicks;
  private long wrapped;
  private Timeline.@Nullable Shift shift;

  // In the output, in microseconds.
  private boolean passed;
  private boolean filled;
  private long last;
  private long lastUnit;
  private long next;
  private long end;

  private long wraps;
  private long repaired;

  TimelineTrack(Timeline timeline, TimelineOptions options, int wrapBits) {
    this.timeline = timeline;
    unit = options.unit();
    mostBack = Micros.of(options.backwardJump());
    setWrapBits(wrapBits);
  }

  /**
   * Sets after how many bits the counter begins again, for a source that differs in it.
   *
   * @throws IllegalArgumentException if it is not 2 to 64
   */
  public void setWrapBits(int bits) {
    if (bits < 2 || bits > ALL_BITS) {
      throw new IllegalArgumentException("a counter has 2 to 64 bits: " + bits);
    }
    wrapBits = bits;
  }

  /** The output's time of a frame, which has no dts. Its parameters are as {@link #map}'s. */
  public TimelineTime mapFrame(@Nullable Timestamp pts, @Nullable Timestamp duration) {
    return map(pts, pts, duration);
  }

  /**
   * The output's time of the stream's next item, in the order of decoding.
   *
   * @param pts null where unknown; the dts is taken
   * @param dts null where unknown; it is estimated from the pts, or, where there is neither, from
   *     the end of the item before
   * @param duration null where unknown; the distance to the item before is taken
   */
  public TimelineTime map(
      @Nullable Timestamp pts, @Nullable Timestamp dts, @Nullable Timestamp duration) {
    Timestamp order = dts != null ? dts : pts;
    long gap = 0;
    long outDts = next;
    long outPts = next;
    if (order != null) {
      long ticks = unwrap(order);
      long in = Micros.of(ticks, timeBase);
      long inPts = pts == null ? in : Micros.of(nearest(ticksOf(pts, ticks), ticks), timeBase);
      timeline.sourceAt(inPts);
      long offset = place(in, inPts).offset();
      outDts = Micros.clamp(in + offset);
      outPts = Micros.clamp(inPts + offset);
      if (dts == null && passed && outDts - next <= LONGEST_REORDER) {
        outDts = Math.min(outDts, next);
      }
      gap = passed ? Math.max(0, outDts - next) : 0;
    }
    return pass(outPts, outDts, length(duration, outDts), gap);
  }

  private long length(@Nullable Timestamp duration, long outDts) {
    long length = duration != null ? Micros.of(duration) : passed ? outDts - last : 0;
    return Math.max(0, Math.min(length, LONGEST));
  }

  /** The count without its wraps: of all that mean the same, the one nearest to the last. */
  private long unwrap(Timestamp time) {
    boolean continues = source == timeline.source() && timeBase.equals(time.timeBase());
    if (!continues) {
      timeBase = time.timeBase();
      lastTicks = reference(time.value());
      wrapped = nearest(time.value(), lastTicks) - time.value();
    }
    lastTicks = nearest(time.value(), lastTicks);
    if (lastTicks - time.value() != wrapped) {
      wrapped = lastTicks - time.value();
      wraps++;
    }
    return lastTicks;
  }

  private long ticksOf(Timestamp time, long otherwise) {
    long ticks = Rational.rescale(time.value(), time.timeBase(), timeBase);
    return ticks == Long.MIN_VALUE ? otherwise : ticks;
  }

  private long reference(long ticks) {
    OptionalLong near = timeline.near();
    long rescaled =
        near.isEmpty()
            ? Long.MIN_VALUE
            : Rational.rescale(near.getAsLong(), Rational.MICROSECOND, timeBase);
    return rescaled == Long.MIN_VALUE ? ticks : rescaled;
  }

  private long nearest(long ticks, long reference) {
    int unused = ALL_BITS - wrapBits;
    return reference + ((ticks - reference) << unused >> unused);
  }

  private Timeline.Shift place(long in, long inPts) {
    Timeline.Shift known = source == timeline.source() ? shift : null;
    Timeline.Shift own = known != null ? known : timeline.shiftFor(inPts);
    source = timeline.source();
    shift = own;
    long out = in + own.offset();
    shift = jumps(out) ? timeline.rejoin(this, in) : timeline.settle(own, out);
    filled = false;
    return shift;
  }

  private boolean jumps(long out) {
    if (!passed) {
      return timeline.isAhead(out) || timeline.isFarBehind(out);
    }
    return timeline.isAhead(out) || out < last - (filled ? FILLER_BACK : mostBack);
  }

  /** Whether an item could be at that time of the output. */
  boolean fits(long out) {
    return !timeline.isAhead(out)
        && (passed ? out >= last - TOLERANCE : !timeline.isFarBehind(out));
  }

  private TimelineTime pass(long pts, long dts, long length, long gap) {
    long placed = dts;
    long inUnit = Rational.rescale(dts, Rational.MICROSECOND, unit);
    if (passed && inUnit <= lastUnit) {
      inUnit = lastUnit + 1;
      placed = Micros.of(inUnit, unit);
      repaired++;
    }
    passed = true;
    last = placed;
    lastUnit = inUnit;
    next = Math.max(next, dts + length);
    long shown = Math.max(pts, placed);
    end = Math.max(end, shown + length);
    int epoch = shift == null ? 0 : shift.epoch();
    return new TimelineTime(
        Timestamp.ofMicros(shown), Timestamp.ofMicros(placed), Micros.toDuration(gap), epoch);
  }

  /**
   * Tells that the output has this stream up to that time from elsewhere, as while the source was
   * silent: what comes next goes on from there.
   */
  public void filledTo(Timestamp time) {
    long to = Micros.of(time);
    if (!passed || to > next) {
      passed = true;
      filled = true;
      next = to;
      end = Math.max(end, to);
      lastUnit = Rational.rescale(to, Rational.MICROSECOND, unit) - 1;
      last = Micros.of(lastUnit, unit);
    }
  }

  boolean isOf(int number) {
    return source == number;
  }

  long lastIn() {
    return Micros.of(lastTicks, timeBase);
  }

  boolean hasPassed() {
    return passed;
  }

  Timeline.@Nullable Shift shift() {
    return shift;
  }

  void setShift(Timeline.Shift newShift) {
    shift = newShift;
  }

  long next() {
    return next;
  }

  long end() {
    return end;
  }

  long wraps() {
    return wraps;
  }

  long repaired() {
    return repaired;
  }
}
