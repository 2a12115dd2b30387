package io.av4j.container;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.internal.AvError;
import io.av4j.internal.Lender;
import io.av4j.internal.NativePacket;
import io.av4j.time.Rational;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * One stream of an output: rescales, repairs and writes its packets. Serves the output's thread.
 */
final class OutputTrack implements Sink<Packet> {
  private static final Lender<Packet, NativePacket> PACKETS = Lender.of(Packet.class);
  private static final long NONE = avutil.AV_NOPTS_VALUE;

  private final OutputHandle output;
  private final int index;
  private final boolean mayRepeatDts;
  private Rational timeBase = Rational.UNSET;
  private long lastDts = NONE;
  private long packets;
  private long bytes;
  private long repaired;
  private boolean ended;

  OutputTrack(OutputHandle output, AVStream stream) {
    this.output = output;
    this.index = stream.index();
    this.mayRepeatDts = (output.struct().oformat().flags() & avformat.AVFMT_TS_NONSTRICT) != 0;
  }

  @Override
  public void accept(Packet packet) {
    output.enter();
    try {
      if (ended) {
        throw new IllegalStateException(
            "track " + index + " of " + output.location() + " has ended");
      }
      output.writeHeader();
      fill(packet);
      output.write();
      packets++;
    } finally {
      output.exit();
    }
  }

  private void fill(Packet packet) {
    if (!timeBase.isSet()) {
      // Known only behind the header: a muxer may choose another than it was asked for.
      AVStream stream = output.struct().streams(index);
      timeBase = new Rational(stream.time_base().num(), stream.time_base().den());
    }
    NativePacket out = output.outgoing();
    avcodec.av_packet_unref(out.struct());
    NativePacket source = PACKETS.enter(packet);
    try {
      AvError.check(avcodec.av_packet_ref(out.struct(), source.struct()), "av_packet_ref");
      Rational from = source.timeBase();
      if (!from.isSet()) {
        throw new IllegalArgumentException("the packet has no time base");
      }
      out.setPts(rescale(out.pts(), from));
      out.setDts(rescale(out.dts(), from));
      out.setDuration(out.duration() > 0 ? Rational.rescale(out.duration(), from, timeBase) : 0);
    } finally {
      source.exit();
    }
    out.moveTo(index);
    out.setTimeBase(timeBase);
    bytes += out.size();
    repair(out);
  }

  private long rescale(long value, Rational from) {
    return value == NONE ? NONE : Rational.rescale(value, from, timeBase);
  }

  /**
   * Does what the ffmpeg program does before a muxer, which refuses a dts that falls or passes the
   * pts.
   */
  private void repair(NativePacket out) {
    long pts = out.pts();
    long dts = out.dts();
    if (dts == NONE) {
      return;
    }
    long wantedDts = dts;
    long wantedPts = pts;
    if (pts != NONE && dts > pts) {
      long next = lastDts == NONE ? pts : lastDts + 1;
      wantedDts = Math.max(Math.min(pts, dts), Math.min(Math.max(pts, dts), next));
      wantedPts = wantedDts;
    }
    long least = lastDts == NONE ? wantedDts : mayRepeatDts ? lastDts : lastDts + 1;
    if (wantedDts < least) {
      wantedDts = least;
      wantedPts = wantedPts == NONE ? NONE : Math.max(wantedPts, least);
    }
    if (wantedDts != dts || wantedPts != pts) {
      repaired++;
      out.setDts(wantedDts);
      out.setPts(wantedPts);
    }
    lastDts = wantedDts;
  }

  @Override
  public void end() {
    ended = true;
  }

  TrackStatistics statistics() {
    return new TrackStatistics(index, packets, bytes, repaired);
  }
}
