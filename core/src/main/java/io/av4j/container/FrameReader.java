package io.av4j.container;

import io.av4j.codec.Decoder;
import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.frame.Frame;
import io.av4j.internal.Lender;
import io.av4j.internal.NativeFrame;
import io.av4j.internal.NativeHandle;
import io.av4j.internal.NativeType;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one stream, one after the other, in display order.
 *
 * <p>A frame is lent until the next one is asked for; {@code newRef()} keeps it longer. Other
 * streams of the input are passed over. Serves one thread. The opener closes it; the input stays
 * its opener's.
 *
 * @param <F> the kind of frame
 */
public final class FrameReader<F extends Frame> implements Iterable<F>, AutoCloseable {
  // Doubled for each further try, in microseconds.
  private static final long FIRST_STEP = 5_000_000;
  private static final long LONGEST_STEP = 1L << 60;

  private final MediaInput input;
  private final MediaStream stream;
  private final Decoder<F> decoder;
  private final Lender<F, NativeFrame> frames;
  private final Sink<Packet> decode;
  private final Deque<NativeFrame> ready = new ArrayDeque<>();
  private final Deque<NativeFrame> spare = new ArrayDeque<>();
  private final Guard guard = new Guard();
  private @Nullable F current;
  private @Nullable NativeFrame currentFrame;
  private boolean ended;
  // The pts of the frame given last, and its unit; null where there is none.
  private long given;
  private @Nullable Rational givenUnit;

  FrameReader(
      MediaInput input, MediaStream stream, Decoder<F> decoder, Lender<F, NativeFrame> frames) {
    this.input = input;
    this.stream = stream;
    this.decoder = decoder;
    this.frames = frames;
    this.decode = decoder.into(this::keep);
  }

  /** Takes the decoder's frame into one of the reader's own. */
  private void keep(F frame) {
    NativeFrame source = frames.enter(frame);
    try {
      NativeFrame kept = spare.isEmpty() ? guard.frame() : spare.remove();
      avutil.av_frame_move_ref(kept.struct(), source.struct());
      ready.add(kept);
    } finally {
      source.exit();
    }
  }

  /** The frames that are not read yet; all iterators share the one stream. */
  @Override
  public Iterator<F> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        guard.enter();
        try {
          return decodeNext();
        } finally {
          guard.exit();
        }
      }

      @Override
      public F next() {
        F frame = FrameReader.this.next();
        if (frame == null) {
          throw new NoSuchElementException("no further frame of " + stream);
        }
        return frame;
      }
    };
  }

  /** The next frame, lent until the one thereafter is asked for, or null at the end. */
  public @Nullable F next() {
    guard.enter();
    try {
      if (!decodeNext()) {
        return null;
      }
      NativeFrame frame = ready.remove();
      given = frame.pts();
      givenUnit = given == avutil.AV_NOPTS_VALUE ? null : frame.timeBase();
      currentFrame = frame;
      F item = frames.lend(frame);
      current = item;
      return item;
    } finally {
      guard.exit();
    }
  }

  /** Reads until a frame is ready; false at the end. */
  private boolean decodeNext() {
    releaseCurrent();
    while (ready.isEmpty() && !ended) {
      if (!input.read(stream.index(), decode)) {
        ended = true;
        decode.end();
      }
    }
    return !ready.isEmpty();
  }

  /**
   * Goes to a time, exact to the frame: the next frame is the one shown then, the last whose pts is
   * not later. Before the first frame it is the first, beyond the end the last.
   *
   * @throws io.av4j.MediaException if the input cannot seek
   */
  public void seek(Timestamp time) {
    guard.enter();
    try {
      if (isCloseBefore(time) || startBefore(time)) {
        advanceTo(time);
      }
    } finally {
      guard.exit();
    }
  }

  /**
   * Whether reading on comes to the time sooner than a seek would: the keyframe that a seek would
   * go to is behind already. Then a frame at or before the time is ready.
   */
  private boolean isCloseBefore(Timestamp time) {
    Rational unit = givenUnit;
    if (ended
        || unit == null
        || Rational.compare(given, unit, time.value(), time.timeBase()) >= 0) {
      return false;
    }
    Timestamp key = input.keyFrameBefore(stream, time);
    boolean seekGoesBack =
        key != null && Rational.compare(key.value(), key.timeBase(), given, unit) <= 0;
    if (!seekGoesBack || !decodeNext()) {
      return false;
    }
    // Where it is behind the time, the frame wanted is the one that was given last.
    Timestamp next = pts(ready.element());
    return next != null && next.compareTo(time) <= 0;
  }

  /** Goes to a frame at or before the time, or the first; false if there is no frame at all. */
  private boolean startBefore(Timestamp time) {
    long earliest = earliest();
    long from = Math.min(InputHandle.seekable(time), latest());
    long step = FIRST_STEP;
    while (true) {
      restartAt(Timestamp.ofMicros(from));
      boolean any = decodeNext();
      if (any) {
        Timestamp first = pts(ready.element());
        if (first == null || first.compareTo(time) <= 0) {
          return true;
        }
      }
      if (from <= earliest) {
        return any;
      }
      // Some containers seek beyond the last keyframe at the very end, and without an index a seek
      // is a guess that may land behind the time.
      from -= step;
      step = Math.min(2 * step, LONGEST_STEP);
    }
  }

  private void restartAt(Timestamp from) {
    releaseAll();
    ended = false;
    givenUnit = null;
    input.seek(from);
    decoder.discard();
  }

  private long earliest() {
    Timestamp start = input.startTime();
    return start == null ? 0 : Math.min(0, start.toMicros());
  }

  private long latest() {
    Timestamp start = input.startTime();
    Timestamp length = input.duration();
    return length == null
        ? Long.MAX_VALUE
        : length.toMicros() + (start == null ? 0 : Math.max(0, start.toMicros()));
  }

  private void advanceTo(Timestamp time) {
    NativeFrame shown = null;
    try {
      while (decodeNext()) {
        Timestamp pts = pts(ready.element());
        if (shown != null && pts != null && pts.compareTo(time) > 0) {
          break;
        }
        if (shown != null) {
          release(shown);
        }
        shown = ready.remove();
      }
    } finally {
      if (shown != null) {
        ready.addFirst(shown);
      }
    }
  }

  private static @Nullable Timestamp pts(NativeFrame frame) {
    return frame.time(frame.pts());
  }

  private void release(NativeFrame frame) {
    avutil.av_frame_unref(frame.struct());
    spare.add(frame);
  }

  private void releaseCurrent() {
    F item = current;
    NativeFrame frame = currentFrame;
    if (item != null && frame != null) {
      current = null;
      frames.takeBack(item, frame);
      release(frame);
    }
  }

  private void releaseAll() {
    releaseCurrent();
    while (!ready.isEmpty()) {
      release(ready.remove());
    }
  }

  /** Frees the decoder and what is still queued; the input stays open. Idempotent, never throws. */
  @Override
  public void close() {
    guard.close();
  }

  /** Who is inside the reader; frees what is queued when nobody is. */
  private final class Guard extends NativeHandle {
    Guard() {
      super(NativeType.FRAME_READER);
    }

    NativeFrame frame() {
      return attach(NativeFrame.lending());
    }

    @Override
    protected void free() {
      releaseAll();
      decoder.close();
    }
  }
}
