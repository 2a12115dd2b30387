package io.av4j.internal;

import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A native struct that has times, with its fields read and written in place.
 *
 * <p>A getter of JavaCPP is a call through JNI, and one that gives a nested struct makes an object.
 * All methods are for the thread between {@link #enter()} and {@link #exit()}, or for the only one
 * who knows the handle.
 */
public abstract class TimedHandle extends NativeHandle {
  private static final long NONE = avutil.AV_NOPTS_VALUE;
  private static final ByteBuffer FREED = ByteBuffer.allocateDirect(0);

  // Without a byte once the struct is freed: what comes too late is an exception.
  private ByteBuffer fields;
  private final int ptsAt;
  private final int durationAt;
  private final int timeBaseAt;
  private Rational timeBase = Rational.UNSET;

  /**
   * Registers the struct.
   *
   * @param struct one struct, with its capacity
   */
  TimedHandle(
      NativeType type, boolean lending, Pointer struct, int ptsAt, int durationAt, int timeBaseAt) {
    super(type, lending);
    this.fields = struct.asByteBuffer();
    this.ptsAt = ptsAt;
    this.durationAt = durationAt;
    this.timeBaseAt = timeBaseAt;
  }

  /** When to show what is inside, or {@code AV_NOPTS_VALUE}. */
  public final long pts() {
    return longAt(ptsAt);
  }

  /** Sets when to show what is inside. */
  public final void setPts(long pts) {
    setLongAt(ptsAt, pts);
  }

  /** How long what is inside lasts; 0 where unknown. */
  public final long duration() {
    return longAt(durationAt);
  }

  /** Sets how long what is inside lasts. */
  public final void setDuration(long duration) {
    setLongAt(durationAt, duration);
  }

  /** The unit of the times; made anew only when it has changed. */
  public final Rational timeBase() {
    int num = intAt(timeBaseAt);
    int den = intAt(timeBaseAt + Integer.BYTES);
    if (num != timeBase.num() || den != timeBase.den()) {
      timeBase = Rational.orUnset(num, den);
    }
    return timeBase;
  }

  /** Sets the unit of the times. */
  public final void setTimeBase(Rational unit) {
    timeBase = unit;
    setIntAt(timeBaseAt, unit.num());
    setIntAt(timeBaseAt + Integer.BYTES, unit.den());
  }

  /** A count of the unit as a time; null for {@code AV_NOPTS_VALUE} or without a unit. */
  public final @Nullable Timestamp time(long count) {
    Rational unit = timeBase();
    return count == NONE || !unit.isSet() ? null : new Timestamp(count, unit);
  }

  /** The duration as a time; null where unknown. */
  public final @Nullable Timestamp length() {
    long count = duration();
    return time(count <= 0 ? NONE : count);
  }

  final int intAt(int offset) {
    return fields.getInt(offset);
  }

  final void setIntAt(int offset, int value) {
    fields.putInt(offset, value);
  }

  final long longAt(int offset) {
    return fields.getLong(offset);
  }

  final void setLongAt(int offset, long value) {
    fields.putLong(offset, value);
  }

  @Override
  protected final void free() {
    fields = FREED;
    freeStruct();
  }

  /** Frees the struct. */
  abstract void freeStruct();
}
