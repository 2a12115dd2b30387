package io.av4j.internal;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Loader;

/** An AVPacket of av4j's own, freed with {@code av_packet_free}. */
public final class NativePacket extends TimedHandle {
  /** Where the fields are; known when the natives are loaded. */
  private static final class At {
    static final int PTS = of("pts");
    static final int DTS = of("dts");
    static final int SIZE = of("size");
    static final int STREAM_INDEX = of("stream_index");
    static final int FLAGS = of("flags");
    static final int SIDE_DATA_ELEMS = of("side_data_elems");
    static final int DURATION = of("duration");
    static final int POS = of("pos");
    static final int TIME_BASE = of("time_base");

    private static int of(String field) {
      return Loader.offsetof(AVPacket.class, field);
    }
  }

  private final AVPacket packet;

  private NativePacket(AVPacket packet, boolean lending) {
    super(
        NativeType.PACKET,
        lending,
        new AVPacket(packet).capacity(1),
        At.PTS,
        At.DURATION,
        At.TIME_BASE);
    this.packet = packet;
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

  /** When to decode what is inside, or {@code AV_NOPTS_VALUE}. */
  public long dts() {
    return longAt(At.DTS);
  }

  /** Sets when to decode what is inside. */
  public void setDts(long dts) {
    setLongAt(At.DTS, dts);
  }

  /** Bytes of coded data. */
  public int size() {
    return intAt(At.SIZE);
  }

  /** Whether there is neither data nor side data. */
  public boolean isEmpty() {
    return size() == 0 && intAt(At.SIDE_DATA_ELEMS) == 0;
  }

  /** The {@code AV_PKT_FLAG_} bits. */
  public int flags() {
    return intAt(At.FLAGS);
  }

  /** The index of the stream in its container. */
  public int streamIndex() {
    return intAt(At.STREAM_INDEX);
  }

  /** Makes the packet one of that stream, at no known place of a file. */
  public void moveTo(int streamIndex) {
    setIntAt(At.STREAM_INDEX, streamIndex);
    setLongAt(At.POS, -1);
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
  void freeStruct() {
    avcodec.av_packet_free(packet);
  }
}
