package io.av4j.internal;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/** An AVFrame of av4j's own, freed with {@code av_frame_free}. */
public final class NativeFrame extends NativeHandle {
  private final AVFrame frame;
  private final AVRational timeBase;

  private NativeFrame(AVFrame frame, boolean lending) {
    super(NativeType.FRAME, lending);
    this.frame = frame;
    this.timeBase = frame.time_base();
  }

  /** A frame whose user closes it. */
  public static NativeFrame owned() {
    return new NativeFrame(allocate(), false);
  }

  /** A frame that a stage fills again and again and lends. */
  public static NativeFrame lending() {
    return new NativeFrame(allocate(), true);
  }

  private static AVFrame allocate() {
    Natives.require();
    return AvError.notNull(avutil.av_frame_alloc(), "av_frame_alloc");
  }

  /**
   * The struct. Use between {@link #enter()} and {@link #exit()}, or as the only one who knows the
   * frame.
   */
  public AVFrame struct() {
    return frame;
  }

  /** The struct's {@code time_base}, a wrapper made once. */
  public AVRational timeBase() {
    return timeBase;
  }

  /** An owned frame that shares this one's buffers. */
  public NativeFrame newRef() {
    NativeFrame copy = owned();
    try {
      AvError.check(avutil.av_frame_ref(copy.frame, frame), "av_frame_ref");
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  @Override
  protected void free() {
    avutil.av_frame_free(frame);
  }
}
