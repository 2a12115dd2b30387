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
import org.bytedeco.ffmpeg.avcodec.AVPacket;
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
  private @Nullable Timestamp end;

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
    return end;
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
      AVPacket out = shifted.struct();
      Rational timeBase = Rational.orUnset(source.timeBase().num(), source.timeBase().den());
      if (!timeBase.isSet()) {
        throw new IllegalArgumentException("the packet has no time base");
      }
      // What an exception below left there.
      avcodec.av_packet_unref(out);
      AvError.check(avcodec.av_packet_ref(out, source.struct()), "av_packet_ref");
      shifted.timeBase().num(timeBase.num()).den(timeBase.den());
      long ticks = offset.in(timeBase).value();
      out.pts(out.pts() == NONE ? NONE : out.pts() + ticks);
      out.dts(out.dts() == NONE ? NONE : out.dts() + ticks);
      long last = Math.max(out.pts(), out.dts());
      if (last != NONE) {
        Timestamp reached = new Timestamp(last + Math.max(0, out.duration()), timeBase);
        end = end == null || reached.compareTo(end) > 0 ? reached : end;
      }
    } finally {
      source.exit();
    }
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
