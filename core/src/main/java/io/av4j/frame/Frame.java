package io.av4j.frame;

import io.av4j.internal.NativeFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * A decoded picture or piece of sound ({@code AVFrame}).
 *
 * <p>A frame that a stage or an iterator gives is lent: it is valid until the sink returns or the
 * next item is taken, and {@link #close()} on it only ends that turn early. A frame from {@link
 * #newRef()} or {@code allocate} is its taker's to close. Used after its turn or after close, by
 * two threads at once, or from the turn of another stage, it throws {@link IllegalStateException}.
 */
public abstract sealed class Frame implements AutoCloseable permits VideoFrame, AudioFrame {
  // Replaced by null when the turn ends; a lent frame is this one reference, made anew for each
  // turn.
  private volatile @Nullable NativeFrame handle;

  Frame(NativeFrame handle) {
    this.handle = handle;
  }

  /** The handle, or the exception of a frame whose time is over. */
  final NativeFrame handle() {
    NativeFrame h = handle;
    if (h == null) {
      throw new IllegalStateException(
          "this frame is closed, or was lent and its turn is over; newRef() keeps a frame longer");
    }
    return h;
  }

  /** The handle, taken for this thread; {@code exit()} it in a finally. */
  final NativeFrame enter() {
    NativeFrame h = handle();
    h.enter();
    if (handle != h) {
      // The turn ended, and the struct's next one may have begun, between the two lines above.
      h.exit();
      handle();
    }
    return h;
  }

  /** Asks the handle with nobody else inside. */
  final <R extends @Nullable Object> R ask(Function<NativeFrame, R> question) {
    NativeFrame h = enter();
    try {
      return question.apply(h);
    } finally {
      h.exit();
    }
  }

  /** Asks the handle for a number with nobody else inside. */
  final int askInt(ToIntFunction<NativeFrame> question) {
    NativeFrame h = enter();
    try {
      return question.applyAsInt(h);
    } finally {
      h.exit();
    }
  }

  final void part() {
    handle = null;
  }

  /** A frame that shares this one's samples and that the caller closes ({@code av_frame_ref}). */
  public abstract Frame newRef();

  /**
   * When to show the frame, or null where neither the container nor the codec said so ({@code
   * AVFrame.pts}).
   */
  public @Nullable Timestamp pts() {
    return ask(h -> h.time(h.pts()));
  }

  /** How long the frame lasts, or null where unknown ({@code AVFrame.duration}). */
  public @Nullable Timestamp duration() {
    return ask(h -> h.length());
  }

  /** The unit of the timestamps, in seconds; 0/1 where unknown ({@code AVFrame.time_base}). */
  public Rational timeBase() {
    return ask(h -> h.timeBase());
  }

  /** Sets when to show the frame; null takes the time away. */
  public void setPts(@Nullable Timestamp pts) {
    NativeFrame h = enter();
    try {
      if (pts == null) {
        h.setPts(avutil.AV_NOPTS_VALUE);
      } else {
        h.setPts(pts.value());
        h.setTimeBase(pts.timeBase());
      }
    } finally {
      h.exit();
    }
  }

  /**
   * Sets how long the frame lasts, in the unit of its pts; null takes the length away.
   *
   * @throws ArithmeticException if the count overflows in that unit
   */
  public void setDuration(@Nullable Timestamp duration) {
    NativeFrame h = enter();
    try {
      Rational unit = h.timeBase();
      h.setDuration(duration == null || !unit.isSet() ? 0 : duration.in(unit).value());
    } finally {
      h.exit();
    }
  }

  /**
   * The struct itself, for what this class does not cover. Valid as long as the frame is; what is
   * done with it is unchecked.
   */
  public AVFrame pointer() {
    return ask(h -> h.struct());
  }

  /** Whether the frame can still be used. */
  public boolean isOpen() {
    NativeFrame h = handle;
    return h != null && !h.isClosed();
  }

  /**
   * Gives an owned frame's memory back, or ends the turn of a lent one. Idempotent, never throws.
   */
  @Override
  public void close() {
    NativeFrame h = handle;
    handle = null;
    if (h != null && !h.isLending()) {
      h.close();
    }
  }
}
