package io.av4j.filter;

import io.av4j.UnsupportedMediaException;
import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.internal.AvError;
import io.av4j.internal.Lender;
import io.av4j.internal.NativeFrame;
import io.av4j.log.FFmpegLog;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.jspecify.annotations.Nullable;

/**
 * Brings pictures of any size and pixel format to one size and pixel format ({@code
 * sws_scale_frame}).
 *
 * <p>The input may change on the way. A picture that is already right passes through untouched.
 * Times and side data are kept, and the picture keeps its shape as its {@link Fit} says; a picture
 * without a sample aspect ratio has square pixels. Range and matrix follow the target's colours
 * where it names any, else the source's. Serves one thread at a time. The opener closes it.
 */
public final class VideoScaler implements Stage<VideoFrame, VideoFrame>, AutoCloseable {
  private static final Lender<VideoFrame, NativeFrame> FRAMES = Lender.of(VideoFrame.class);

  private final ScalerHandle handle;
  private final VideoFormat target;
  private final Fit fit;
  private final int format;
  private final boolean rgb;
  private final boolean alwaysFull;
  private final int range;
  private final int space;
  private int lastReadable = avutil.AV_PIX_FMT_NONE;
  private @Nullable Placement placement;

  private VideoScaler(ScalerHandle handle, VideoFormat target, Fit fit) {
    this.handle = handle;
    this.target = target;
    this.fit = fit;
    this.format = target.pixelFormat().id();
    this.rgb = target.pixelFormat().isRgb();
    // These have full range by their name, whatever the frame says.
    this.alwaysFull = target.pixelFormat().name().startsWith("yuvj");
    this.range = target.color().rangeId();
    this.space = target.color().spaceId();
  }

  /** A scaler to that size and pixel format, {@link Fit#STRETCH}, bicubic. */
  public static VideoScaler to(VideoFormat target) {
    return to(target, Fit.STRETCH);
  }

  /**
   * A scaler to that size and pixel format, bicubic.
   *
   * @param target its sample aspect ratio is what pictures that are letterboxed or cropped get;
   *     where it is not set they get square pixels
   * @throws UnsupportedMediaException if swscale cannot write the pixel format, or it cannot be
   *     letterboxed
   */
  public static VideoScaler to(VideoFormat target, Fit fit) {
    return to(target, fit, ScaleAlgorithm.BICUBIC);
  }

  /** A scaler to that size and pixel format, {@link Fit#STRETCH}. */
  public static VideoScaler to(VideoFormat target, ScaleAlgorithm algorithm) {
    return to(target, Fit.STRETCH, algorithm);
  }

  /**
   * A scaler to that size and pixel format.
   *
   * @throws UnsupportedMediaException if swscale cannot write the pixel format, or it cannot be
   *     letterboxed
   */
  public static VideoScaler to(VideoFormat target, Fit fit, ScaleAlgorithm algorithm) {
    PixelFormat pixels = target.pixelFormat();
    ScalerLimits.requireWritable(pixels);
    if (fit == Fit.LETTERBOX) {
      ChromaGrid.cuttable(pixels.id());
    }
    ScalerHandle handle = ScalerHandle.open(ScalerLimits.safe(algorithm, target.width()));
    if (fit == Fit.LETTERBOX && !handle.canBlacken(pixels.id())) {
      handle.close();
      throw new UnsupportedMediaException("no bars can be drawn in " + pixels);
    }
    return new VideoScaler(handle, target, fit);
  }

  /**
   * Scales one picture.
   *
   * @throws UnsupportedMediaException if swscale cannot read the picture's format
   * @throws IllegalStateException if closed, in use, or the frame's turn is over
   */
  @Override
  public void feed(VideoFrame frame, Sink<? super VideoFrame> sink) {
    handle.enter();
    try {
      NativeFrame scaled = scale(frame);
      if (scaled == null) {
        sink.accept(frame);
        return;
      }
      VideoFrame lent = FRAMES.lend(scaled);
      try {
        sink.accept(lent);
      } finally {
        FRAMES.takeBack(lent, scaled);
        avutil.av_frame_unref(scaled.struct());
      }
    } finally {
      handle.exit();
    }
  }

  /** The frame to lend, or null if the picture is right already. */
  private @Nullable NativeFrame scale(VideoFrame frame) {
    NativeFrame source = FRAMES.enter(frame);
    try {
      if (isRight(source)) {
        return null;
      }
      requireReadable(source.format());
      long mark = FFmpegLog.mark();
      Placement place = placement(source);
      NativeFrame scaled = handle.picture(target.width(), target.height(), format, fit);
      try {
        AvError.check(
            avutil.av_frame_copy_props(scaled.struct(), source.struct()), "av_frame_copy_props");
        scaled.setTimeBase(source.timeBase());
        if (place.aspect().isSet()) {
          scaled.setAspect(place.aspect().num(), place.aspect().den());
        }
        color(source, scaled);
        AvError.check(
            scale(scaled, source, place), "sws_scale_frame", null, mark, handle.struct().address());
        return scaled;
      } catch (RuntimeException e) {
        avutil.av_frame_unref(scaled.struct());
        throw e;
      }
    } finally {
      source.exit();
    }
  }

  private int scale(NativeFrame out, NativeFrame in, Placement place) {
    if (place.isWhole()) {
      return scaleCentred(out, in);
    }
    try {
      NativeFrame shown = handle.shown(in, place.shown());
      int code = scaleCentred(handle.into(out, place.into()), shown);
      out.setChromaLocation(rgb ? avutil.AVCHROMA_LOC_UNSPECIFIED : in.chromaLocation());
      for (Box bar : place.bars()) {
        handle.blacken(out, bar, alwaysFull ? avutil.AVCOL_RANGE_JPEG : out.colorRange());
      }
      return code;
    } finally {
      handle.dropParts();
    }
  }

  /**
   * Scales as if chroma lay in the middle of its luma samples on both sides, as FFmpeg's own scale
   * filter does unless told otherwise, so that the two give the same pictures.
   */
  private int scaleCentred(NativeFrame out, NativeFrame in) {
    int location = in.chromaLocation();
    in.setChromaLocation(avutil.AVCHROMA_LOC_UNSPECIFIED);
    out.setChromaLocation(avutil.AVCHROMA_LOC_UNSPECIFIED);
    try {
      return swscale.sws_scale_frame(handle.struct(), out.struct(), in.struct());
    } finally {
      in.setChromaLocation(location);
      out.setChromaLocation(rgb ? avutil.AVCHROMA_LOC_UNSPECIFIED : location);
    }
  }

  private void requireReadable(int pixelFormat) {
    if (pixelFormat != lastReadable) {
      ScalerLimits.requireReadable(pixelFormat);
      lastReadable = pixelFormat;
    }
  }

  private boolean isRight(NativeFrame in) {
    return in.width() == target.width()
        && in.height() == target.height()
        && in.format() == format
        && (range == avutil.AVCOL_RANGE_UNSPECIFIED || in.colorRange() == range || rgb)
        && (space == avutil.AVCOL_SPC_UNSPECIFIED || in.colorSpace() == space || rgb)
        && (fit == Fit.STRETCH || placement(in).isWhole());
  }

  private Placement placement(NativeFrame in) {
    Placement last = placement;
    if (last == null || !last.isFor(in)) {
      last = Placement.of(in, target, fit);
      placement = last;
    }
    return last;
  }

  private void color(NativeFrame in, NativeFrame out) {
    if (rgb) {
      out.setColorSpace(avutil.AVCOL_SPC_RGB);
      out.setColorRange(avutil.AVCOL_RANGE_JPEG);
      return;
    }
    if (in.colorSpace() == avutil.AVCOL_SPC_RGB) {
      out.setColorSpace(avutil.AVCOL_SPC_UNSPECIFIED);
      out.setColorRange(avutil.AVCOL_RANGE_MPEG);
    }
    if (space != avutil.AVCOL_SPC_UNSPECIFIED) {
      out.setColorSpace(space);
    }
    if (range != avutil.AVCOL_RANGE_UNSPECIFIED) {
      out.setColorRange(range);
    }
  }

  /** Nothing is inside. */
  @Override
  public void flush(Sink<? super VideoFrame> sink) {
    handle.enter();
    handle.exit();
  }

  /** What every picture becomes. */
  public VideoFormat target() {
    return target;
  }

  /** Frees the scaler. Idempotent, never throws; waits for a thread that is inside. */
  @Override
  public void close() {
    handle.close();
  }
}
