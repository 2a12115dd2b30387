package io.av4j.push.destination;

import io.av4j.codec.Packet;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;

/**
 * A packet on its way to one destination, with what decides over it.
 *
 * <p>It holds a reference of its own to the packet, which {@link #release()} gives back. It serves
 * one thread at a time.
 */
public final class EncodedPacket {
  private final Packet packet;
  private final StreamSet streams;
  private final boolean video;
  private final boolean key;
  private final long dtsNanos;
  private final int bytes;

  /** Takes the packet over. */
  EncodedPacket(
      Packet packet, StreamSet streams, boolean video, boolean key, long dtsNanos, int bytes) {
    this.packet = packet;
    this.streams = streams;
    this.video = video;
    this.key = key;
    this.dtsNanos = dtsNanos;
    this.bytes = bytes;
  }

  /** One that shares the data of a lent packet. */
  static EncodedPacket of(Packet lent, StreamSet streams, boolean video) {
    Timestamp dts = lent.dts();
    Timestamp time = dts != null ? dts : lent.pts();
    long nanos =
        time == null ? 0 : Rational.rescale(time.value(), time.timeBase(), Rational.NANOSECOND);
    return new EncodedPacket(lent.newRef(), streams, video, lent.keyFrame(), nanos, lent.size());
  }

  /** Another reference, for the caller to release. */
  EncodedPacket newRef() {
    return new EncodedPacket(packet.newRef(), streams, video, key, dtsNanos, bytes);
  }

  /** The packet, lent until {@link #release()}. */
  public Packet packet() {
    return packet;
  }

  /** The streams that it is of, by identity: they may be closed by now. */
  public StreamSet streams() {
    return streams;
  }

  /** Whether it is video; else it is audio. */
  public boolean video() {
    return video;
  }

  /** Whether decoding can start here. */
  public boolean key() {
    return key;
  }

  /** Its DTS on the programme's time line, in nanoseconds. */
  public long dtsNanos() {
    return dtsNanos;
  }

  /** Bytes of coded data. */
  public int bytes() {
    return bytes;
  }

  /** Whether no other frame refers to it, by the rules of its own codec. Reads the data. */
  boolean disposable() {
    return video && streams.videoCodec().equals("h264") && H264.isDisposable(packet.bytes());
  }

  /** Gives the reference back. Idempotent. */
  void release() {
    packet.close();
  }
}
