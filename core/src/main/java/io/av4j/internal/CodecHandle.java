package io.av4j.internal;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.global.avcodec;

/** An AVCodecContext of av4j's own, freed with {@code avcodec_free_context}. */
public final class CodecHandle extends NativeHandle {
  private final AVCodecContext context;

  private CodecHandle(NativeType type, AVCodecContext context) {
    super(type);
    this.context = context;
  }

  /** Allocates a context for the codec, not yet opened. */
  public static CodecHandle allocate(NativeType type, AVCodec codec) {
    return new CodecHandle(
        type, AvError.notNull(avcodec.avcodec_alloc_context3(codec), "avcodec_alloc_context3"));
  }

  /** The frame or packet that the codec fills and lends; lives as long as the context. */
  public <H extends NativeHandle> H lending(H lent) {
    return attach(lent);
  }

  /**
   * The struct. Use between {@link #enter()} and {@link #exit()}, or as the only one who knows it.
   */
  public AVCodecContext struct() {
    return context;
  }

  @Override
  protected void free() {
    avcodec.avcodec_free_context(context);
  }
}
