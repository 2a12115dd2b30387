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
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** A SwsContext and the pictures it scales into, used again once nobody else holds them. */
final class ScalerHandle extends NativeHandle {
  private static final int PLANES = 4;
  // swscale writes whole vectors, up to 64 bytes: beside a part of a picture these are the next
  // row's, which another of its threads may have written already.
  private static final int COLUMNS_BESIDE_A_PART = 64;

  private final SwsContext context;
  private final NativeFrame lent;
  private final NativeFrame shown;
  private final NativeFrame into;
  private final SizeTPointer lineSizes;
  private final List<NativeFrame> pictures = new ArrayList<>();

  private ScalerHandle(SwsContext context) {
    super(NativeType.SCALER);
    this.context = context;
    this.lent = attach(NativeFrame.lending());
    this.shown = attach(NativeFrame.lending());
    this.into = attach(NativeFrame.lending());
    this.lineSizes = new SizeTPointer(PLANES);
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

  /**
   * The frame to lend, referring to a picture of that size and format that nobody else holds.
   *
   * @param fit whether the picture may be scaled into a part of it; the same for all of a handle
   */
  NativeFrame picture(int width, int height, int format, Fit fit) {
    AvError.check(
        avutil.av_frame_ref(lent.struct(), free(width, height, format, fit).struct()),
        "av_frame_ref");
    return lent;
  }

  private NativeFrame free(int width, int height, int format, Fit fit) {
    for (int i = 0; i < pictures.size(); i++) {
      if (avutil.av_frame_is_writable(pictures.get(i).struct()) > 0) {
        return pictures.get(i);
      }
    }
    NativeFrame picture = attach(NativeFrame.lending());
    AVFrame struct = picture.struct();
    int beside = fit == Fit.LETTERBOX ? COLUMNS_BESIDE_A_PART : 0;
    struct.width(width + beside).height(height).format(format);
    AvError.check(avutil.av_frame_get_buffer(struct, 0), "av_frame_get_buffer");
    struct.width(width);
    pictures.add(picture);
    return picture;
  }

  /** The part of a source that is shown, without a copy; until {@link #dropParts()}. */
  NativeFrame shown(NativeFrame source, Box part) {
    return part(shown, source, part);
  }

  /** The part of a target that the picture goes into, without a copy; until the next one. */
  NativeFrame into(NativeFrame target, Box part) {
    return part(into, target, part);
  }

  /** Makes a part of a picture black, in its own format and range. */
  void blacken(NativeFrame target, Box part, int range) {
    AVFrame struct = part(into, target, part).struct();
    for (int plane = 0; plane < PLANES; plane++) {
      lineSizes.put(plane, struct.linesize(plane));
    }
    AvError.check(
        avutil.av_image_fill_black(
            struct.data(), lineSizes, struct.format(), range, part.width(), part.height()),
        "av_image_fill_black");
  }

  /** Whether {@link #blacken} knows the format. */
  boolean canBlacken(int format) {
    return avutil.av_image_fill_black(
            (PointerPointer<?>) null, lineSizes, format, avutil.AVCOL_RANGE_UNSPECIFIED, 2, 2)
        >= 0;
  }

  private static NativeFrame part(NativeFrame view, NativeFrame whole, Box part) {
    AVFrame struct = view.struct();
    avutil.av_frame_unref(struct);
    AvError.check(avutil.av_frame_ref(struct, whole.struct()), "av_frame_ref");
    struct.crop_left(part.x());
    struct.crop_top(part.y());
    struct.crop_right(whole.width() - part.x() - part.width());
    struct.crop_bottom(whole.height() - part.y() - part.height());
    AvError.check(
        avutil.av_frame_apply_cropping(struct, avutil.AV_FRAME_CROP_UNALIGNED),
        "av_frame_apply_cropping");
    return view;
  }

  /** Lets go of the pictures that parts were taken of. */
  void dropParts() {
    avutil.av_frame_unref(shown.struct());
    avutil.av_frame_unref(into.struct());
  }

  @Override
  protected void free() {
    swscale.sws_free_context(context);
    lineSizes.close();
  }
}
