package io.av4j.filter;

import io.av4j.internal.AvError;
import io.av4j.internal.NativeFrame;
import io.av4j.internal.NativeHandle;
import io.av4j.internal.NativeType;
import io.av4j.internal.Natives;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;

/** A SwsContext and the pictures it scales into, used again once nobody else holds them. */
final class ScalerHandle extends NativeHandle {
  private final SwsContext context;
  private final NativeFrame lent;
  private final List<NativeFrame> pictures = new ArrayList<>();

  private ScalerHandle(SwsContext context) {
    super(NativeType.SCALER);
    this.context = context;
    this.lent = attach(NativeFrame.lending());
  }

  static ScalerHandle open(ScaleAlgorithm algorithm) {
    Natives.require();
    SwsContext context = AvError.notNull(swscale.sws_alloc_context(), "sws_alloc_context");
    context.flags(algorithm.flag());
    context.threads(0);
    return new ScalerHandle(context);
  }

  SwsContext struct() {
    return context;
  }

  /** The frame to lend, referring to a picture of that size and format that nobody else holds. */
  NativeFrame picture(int width, int height, int format) {
    AvError.check(
        avutil.av_frame_ref(lent.struct(), free(width, height, format).struct()), "av_frame_ref");
    return lent;
  }

  private NativeFrame free(int width, int height, int format) {
    for (int i = 0; i < pictures.size(); i++) {
      if (avutil.av_frame_is_writable(pictures.get(i).struct()) > 0) {
        return pictures.get(i);
      }
    }
    NativeFrame picture = attach(NativeFrame.lending());
    AVFrame struct = picture.struct();
    struct.width(width).height(height).format(format);
    AvError.check(avutil.av_frame_get_buffer(struct, 0), "av_frame_get_buffer");
    pictures.add(picture);
    return picture;
  }

  @Override
  protected void free() {
    swscale.sws_free_context(context);
  }
}
