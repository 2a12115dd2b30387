package io.av4j.internal;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;

/** An AVPacket of av4j's own, freed with {@code av_packet_free}. */
public final class NativePacket extends NativeHandle {
  private final AVPacket packet;
  private final AVRational timeBase;

  private NativePacket(AVPacket packet, boolean lending) {
    super(NativeType.PACKET, lending);
    this.packet = packet;
    this.timeBase = packet.time_base();
  }

  /** A packet whose user closes it. */
  public static NativePacket owned() {
    return new NativePacket(allocate(), false);
  }

  /** A packet that a stage fills again and again and lends. */
  public static NativePacket lending() {
    return new NativePacket(allocate(), true);
  }

  private static AVPacket allocate() {
    Natives.require();
    return AvError.notNull(avcodec.av_packet_alloc(), "av_packet_alloc");
  }

  /**
   * The struct. Use between {@link #enter()} and {@link #exit()}, or as the only one who knows the
   * packet.
   */
  public AVPacket struct() {
    return packet;
  }

  /** The struct's {@code time_base}, a wrapper made once. */
  public AVRational timeBase() {
    return timeBase;
  }

  /** An owned packet that shares this one's buffers. */
  public NativePacket newRef() {
    NativePacket copy = owned();
    try {
      AvError.check(avcodec.av_packet_ref(copy.packet, packet), "av_packet_ref");
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  @Override
  protected void free() {
    avcodec.av_packet_free(packet);
  }
}
