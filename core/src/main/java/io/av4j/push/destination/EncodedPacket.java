package io.av4j.push.destination;

import io.av4j.codec.DisposablePackets;
import io.av4j.codec.Packet;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable DisposablePackets codec;
  private boolean read;
  private boolean disposable;

  /**
   * Takes the packet over.
   *
   * @param codec tells whether the packet can be left out; null where none can
   */
  EncodedPacket(
      Packet packet,
      StreamSet streams,
      boolean video,
      boolean key,
      long dtsNanos,
      int bytes,
      @Nullable DisposablePackets codec) {
    this.packet = packet;
    this.streams = streams;
    this.video = video;
    this.key = key;
    this.dtsNanos = dtsNanos;
    this.bytes = bytes;
    this.codec = codec;
  }

  /** One that shares the data of a lent packet. */
  static EncodedPacket of(
      Packet lent, StreamSet streams, boolean video, @Nullable DisposablePackets codec) {
    Timestamp dts = lent.dts();
    Timestamp time = dts != null ? dts : lent.pts();
    long nanos =
        time == null ? 0 : Rational.rescale(time.value(), time.timeBase(), Rational.NANOSECOND);
    return new EncodedPacket(
        lent.newRef(), streams, video, lent.keyFrame(), nanos, lent.size(), codec);
  }

  /** Another reference, for the caller to release. */
  EncodedPacket newRef() {
    return new EncodedPacket(packet.newRef(), streams, video, key, dtsNanos, bytes, null);
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

  /**
   * Whether no other frame refers to it, by the rules of its own codec. To be asked of the first
   * reference alone, by the thread that hands it on. Reads the data the first time.
   */
  boolean disposable() {
    if (!read && codec != null) {
      read = true;
      disposable = codec.isDisposable(packet);
    }
    return disposable;
  }

  /** Gives the reference back. Idempotent. */
  void release() {
    packet.close();
  }
}
