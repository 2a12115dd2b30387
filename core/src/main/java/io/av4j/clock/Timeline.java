package io.av4j.clock;

import io.av4j.time.Timestamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes one unbroken time from 0 on out of the timestamps of an input: over wraps of their
 * counters, jumps, loops and changes of the source.
 *
 * <p>All streams of the input are moved by the same offset, so picture and sound keep their
 * distance. When one of them jumps, the output goes on where it was, by a new offset; each other
 * stream keeps the old one until it jumps too, for its items of before may still be on their way. A
 * stream that did not jump within five seconds is moved along; unless the jump was 10 s and more,
 * for then the one that jumped has a broken clock, and it alone is moved.
 *
 * <p>Serves one thread. Best used where the input is read, on packets, but frames do as well.
 */
public final class Timeline {
  private static final long PATIENCE = 5_000_000;
  private static final long BROKEN_CLOCK = 10_000_000;
  private static final int MOST_SHIFTS = 8;

  private final TimelineOptions options;
  private final long mostAhead;
  private final List<TimelineTrack> tracks = new ArrayList<>();
  private final Map<ReanchorCause, Long> reanchors = new EnumMap<>(ReanchorCause.class);

  // Those of this source, the newest first.
  private final Deque<Shift> shifts = new ArrayDeque<>();
  private int epoch;
  private int source;
  private OptionalLong sourceStart = OptionalLong.empty();
  private OptionalLong firstPts = OptionalLong.empty();
  private long parted;
  private int lastParting = -1;

  /**
   * One way to relate the source's times to the output's.
   *
   * @param epoch its number
   * @param offset what it adds, in microseconds
   * @param since the output's time from which on it is used
   */
  record Shift(int epoch, long offset, long since) {}

  private Timeline(TimelineOptions options) {
    this.options = options;
    mostAhead = options.mostAhead();
  }

  /** A time at 0, without streams. Its first source begins with its first item. */
  public static Timeline of(TimelineOptions options) {
    return new Timeline(options);
  }

  /**
   * Adds a stream. It is the same stream of the output whatever the source is.
   *
   * @param wrapBits after how many bits the counter of its timestamps begins again: 33 in MPEG-TS,
   *     32 in FLV; 64 for never ({@code AVStream.pts_wrap_bits})
   */
  public TimelineTrack addTrack(int wrapBits) {
    TimelineTrack track = new TimelineTrack(this, options, wrapBits);
    tracks.add(track);
    return track;
  }

  /** The same source comes again from its start, behind all that has passed. */
  public void loop() {
    begin(firstPts, ReanchorCause.LOOP);
  }

  /** Another source comes behind all that has passed; its first item is its start. */
  public void switchSource() {
    begin(OptionalLong.empty(), ReanchorCause.SWITCH);
  }

  /**
   * Another source comes behind all that has passed.
   *
   * @param start where its own times begin, as {@code MediaInput.startTime()}
   */
  public void switchSource(Timestamp start) {
    begin(OptionalLong.of(Micros.of(start)), ReanchorCause.SWITCH);
  }

  private void begin(OptionalLong start, ReanchorCause cause) {
    if (tracks.stream().anyMatch(TimelineTrack::hasPassed)) {
      epoch++;
      count(cause);
    }
    source++;
    sourceStart = start;
    firstPts = OptionalLong.empty();
    shifts.clear();
    start.ifPresent(time -> add(end() - time));
  }

  private Shift add(long offset) {
    Shift shift = new Shift(epoch, Micros.clamp(offset), head());
    shifts.addFirst(shift);
    if (shifts.size() > MOST_SHIFTS) {
      shifts.removeLast();
    }
    return shift;
  }

  private void count(ReanchorCause cause) {
    reanchors.merge(cause, 1L, Long::sum);
  }

  /** The number of the present source; a stream that knows another one starts anew. */
  int source() {
    return source;
  }

  /** A time of the source close to those that come now, to tell how often counters wrapped. */
  OptionalLong near() {
    for (TimelineTrack track : tracks) {
      if (track.isOf(source)) {
        return OptionalLong.of(track.lastIn());
      }
    }
    return sourceStart;
  }

  /** The shift of a stream that comes to this source with that time. */
  Shift shiftFor(long in) {
    Shift newest = shifts.peekFirst();
    return newest != null ? newest : add(end() - in);
  }

  /** An item was there in the source; the earliest is where a loop begins. */
  void sourceAt(long pts) {
    if (firstPts.isEmpty() || pts < firstPts.getAsLong()) {
      firstPts = OptionalLong.of(pts);
    }
  }

  /** The furthest end of a stream, in order of dts. */
  long head() {
    long head = 0;
    for (TimelineTrack track : tracks) {
      head = Math.max(head, track.next());
    }
    return head;
  }

  /** The furthest end of a stream, in order of pts. */
  private long end() {
    long end = head();
    for (TimelineTrack track : tracks) {
      end = Math.max(end, track.end());
    }
    return end;
  }

  /**
   * The shift for a stream whose own no longer fits: one that another stream took, or a new one.
   */
  Shift rejoin(TimelineTrack track, long in) {
    Shift taken = closest(track, in);
    if (taken != null) {
      return promote(taken);
    }
    epoch++;
    Shift own = track.shift();
    long step = own == null ? 0 : in + own.offset() - head();
    boolean gap = step > 0 && step <= Micros.of(options.forwardJump());
    count(gap ? ReanchorCause.GAP : ReanchorCause.JUMP);
    return add(head() - in);
  }

  private @Nullable Shift closest(TimelineTrack track, long in) {
    Shift newest = shifts.peekFirst();
    Shift own = track.shift();
    Shift closest = null;
    long least = Long.MAX_VALUE;
    for (Shift shift : shifts) {
      long out = in + shift.offset();
      long distance = Math.abs(out - track.next());
      boolean fits = shift.equals(newest) ? track.fits(out) : distance <= TimelineTrack.TOLERANCE;
      boolean isOwn = own != null && own.offset() == shift.offset();
      if (fits && !isOwn && distance < least) {
        closest = shift;
        least = distance;
      }
      // Those that follow were given up when this one came.
      if (head() - shift.since() > PATIENCE) {
        break;
      }
    }
    return closest;
  }

  private Shift promote(Shift shift) {
    if (shift.equals(shifts.getFirst())) {
      return shift;
    }
    shifts.remove(shift);
    Shift again = new Shift(shift.epoch(), shift.offset(), head());
    shifts.addFirst(again);
    return again;
  }

  /** Whether a step that far ahead of all streams is none to follow. */
  boolean isAhead(long out) {
    return out - head() > mostAhead;
  }

  /** Whether a stream that begins there does not belong to the others. */
  boolean isFarBehind(long out) {
    return head() - out > mostAhead;
  }

  /** The shift of a stream that did not jump: its own, or in the end the newest. */
  Shift settle(Shift own, long out) {
    Shift newest = shifts.getFirst();
    long step = newest.offset() - own.offset();
    if (step == 0 || out - newest.since() < PATIENCE) {
      return own;
    }
    if (Math.abs(step) >= BROKEN_CLOCK) {
      if (lastParting != newest.epoch()) {
        lastParting = newest.epoch();
        parted++;
      }
      return own;
    }
    if (step < 0) {
      // Nobody is moved back in time: those that jumped return.
      Shift back = promote(own);
      for (TimelineTrack track : tracks) {
        Shift theirs = track.shift();
        if (theirs != null && theirs.offset() == newest.offset()) {
          track.setShift(back);
        }
      }
      return back;
    }
    return newest;
  }

  /** Where the output is: the furthest end of a stream. */
  public Timestamp position() {
    return Timestamp.ofMicros(end());
  }

  /** What was repaired so far. */
  public TimelineStatistics statistics() {
    return new TimelineStatistics(
        Map.copyOf(reanchors),
        tracks.stream().mapToLong(TimelineTrack::wraps).sum(),
        tracks.stream().mapToLong(TimelineTrack::repaired).sum(),
        parted);
  }
}
