package io.av4j.codec;

import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.internal.AvError;
import io.av4j.internal.Lender;
import io.av4j.internal.NativeHandle;
import io.av4j.internal.NativePacket;
import io.av4j.internal.NativeType;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * Moves the timestamps of packets by one offset for all streams, so that media starts at zero or
 * goes on behind other media.
 *
 * <p>One shift serves all streams of an input, on one thread. The data is shared, not copied. The
 * opener closes it.
 */
public final class TimeShift implements Stage<Packet, Packet>, AutoCloseable {
  private static final Lender<Packet, NativePacket> PACKETS = Lender.of(Packet.class);
  private static final long NONE = avutil.AV_NOPTS_VALUE;

  private final Turn turn = new Turn();
  private final NativePacket shifted = turn.packet;
  private Timestamp offset;
  private long end;
  private Rational endUnit = Rational.UNSET;

  private TimeShift(Timestamp offset) {
    this.offset = offset;
  }

  /** A shift that adds the offset, which may be negative, to every timestamp. */
  public static TimeShift by(Timestamp offset) {
    return new TimeShift(offset);
  }

  /** From the next packet on, adds another offset. */
  public void setOffset(Timestamp newOffset) {
    offset = newOffset;
  }

  /**
   * The latest end of what has passed, shifted: where further media would go on; null before any.
   */
  public @Nullable Timestamp end() {
    return endUnit.isSet() ? new Timestamp(end, endUnit) : null;
  }

  @Override
  public void feed(Packet packet, Sink<? super Packet> sink) {
    turn.enter();
    try {
      shift(packet);
      Packet lent = PACKETS.lend(shifted);
      try {
        sink.accept(lent);
      } finally {
        PACKETS.takeBack(lent, shifted);
        avcodec.av_packet_unref(shifted.struct());
      }
    } finally {
      turn.exit();
    }
  }

  private void shift(Packet packet) {
    NativePacket source = PACKETS.enter(packet);
    try {
      Rational timeBase = source.timeBase();
      if (!timeBase.isSet()) {
        throw new IllegalArgumentException("the packet has no time base");
      }
      // What an exception below left there.
      avcodec.av_packet_unref(shifted.struct());
      AvError.check(avcodec.av_packet_ref(shifted.struct(), source.struct()), "av_packet_ref");
      shifted.setTimeBase(timeBase);
      long ticks = Rational.rescale(offset.value(), offset.timeBase(), timeBase);
      if (ticks == NONE) {
        throw new ArithmeticException(offset + " overflows in units of " + timeBase);
      }
      shifted.setPts(moved(shifted.pts(), ticks));
      shifted.setDts(moved(shifted.dts(), ticks));
      long last = Math.max(shifted.pts(), shifted.dts());
      if (last != NONE) {
        long reached = last + Math.max(0, shifted.duration());
        if (!endUnit.isSet() || Rational.compare(reached, timeBase, end, endUnit) > 0) {
          end = reached;
          endUnit = timeBase;
        }
      }
    } finally {
      source.exit();
    }
  }

  private static long moved(long time, long ticks) {
    return time == NONE ? NONE : time + ticks;
  }

  /** Nothing is inside. */
  @Override
  public void flush(Sink<? super Packet> sink) {
    turn.enter();
    turn.exit();
  }

  /** Gives the memory back. Idempotent, never throws. */
  @Override
  public void close() {
    turn.close();
  }

  /** Who is inside the stage; frees its packet when nobody is. */
  private static final class Turn extends NativeHandle {
    private final NativePacket packet;

    Turn() {
      super(NativeType.TIME_SHIFT);
      packet = attach(NativePacket.lending());
    }

    @Override
    protected void free() {}
  }
}
