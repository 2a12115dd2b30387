package io.av4j.frame;

import io.av4j.internal.AvError;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** An AVFrame that only points at packed planes in memory of somebody else, for one copy. */
final class PackedPicture implements AutoCloseable {
  private final AVFrame view;

  PackedPicture(BytePointer packed, AVFrame like) {
    view = AvError.notNull(avutil.av_frame_alloc(), "av_frame_alloc");
    view.format(like.format());
    view.width(like.width());
    view.height(like.height());
    int code =
        avutil.av_image_fill_arrays(
            view.data(), view.linesize(), packed, like.format(), like.width(), like.height(), 1);
    if (code < 0) {
      close();
    }
    AvError.check(code, "av_image_fill_arrays");
  }

  void copyInto(AVFrame target) {
    AvError.check(avutil.av_frame_copy(target, view), "av_frame_copy");
  }

  @Override
  public void close() {
    avutil.av_frame_free(view);
  }
}
