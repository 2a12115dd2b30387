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
import io.av4j.time.Rational;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.jspecify.annotations.Nullable;

/**
 * Brings pictures of any size and pixel format to one size and pixel format ({@code
 * sws_scale_frame}).
 *
 * <p>The input may change on the way. A picture that is already right passes through untouched.
 * Times and side data are kept; the shape of the pixels is changed so that the picture keeps its
 * shape. Range and matrix follow the target's colours where it names any, else the source's. Serves
 * one thread at a time. The opener closes it.
 */
public final class VideoScaler implements Stage<VideoFrame, VideoFrame>, AutoCloseable {
  private static final Lender<VideoFrame, NativeFrame> FRAMES = Lender.of(VideoFrame.class);

  private static final int FAST_TOO_NARROW = 8;

  private final ScalerHandle handle;
  private final VideoFormat target;
  private final int format;
  private final boolean rgb;
  private final int range;
  private final int space;
  private int lastReadable = avutil.AV_PIX_FMT_NONE;
  private @Nullable Shape shape;

  private VideoScaler(ScalerHandle handle, VideoFormat target) {
    this.handle = handle;
    this.target = target;
    this.format = target.pixelFormat().id();
    this.rgb = target.pixelFormat().isRgb();
    this.range = target.color().rangeId();
    this.space = target.color().spaceId();
  }

  /** A scaler to that size and pixel format, bicubic. */
  public static VideoScaler to(VideoFormat target) {
    return to(target, ScaleAlgorithm.BICUBIC);
  }

  /**
   * A scaler to that size and pixel format.
   *
   * @throws UnsupportedMediaException if swscale cannot write the pixel format
   */
  public static VideoScaler to(VideoFormat target, ScaleAlgorithm algorithm) {
    PixelFormat pixels = target.pixelFormat();
    if (swscale.sws_isSupportedOutput(pixels.id()) == 0) {
      throw new UnsupportedMediaException("swscale cannot write " + pixels);
    }
    return new VideoScaler(ScalerHandle.open(safe(algorithm, target.width())), target);
  }

  private static ScaleAlgorithm safe(ScaleAlgorithm algorithm, int width) {
    // FAST_BILINEAR divides by the width of a plane less 2; the narrowest chroma has a quarter.
    return algorithm == ScaleAlgorithm.FAST_BILINEAR && width <= FAST_TOO_NARROW
        ? ScaleAlgorithm.BILINEAR
        : algorithm;
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
      NativeFrame scaled = handle.picture(target.width(), target.height(), format);
      try {
        AvError.check(
            avutil.av_frame_copy_props(scaled.struct(), source.struct()), "av_frame_copy_props");
        scaled.setTimeBase(source.timeBase());
        keepShape(source, scaled);
        color(source, scaled);
        AvError.check(
            scaleCentred(scaled, source), "sws_scale_frame", null, mark, handle.struct().address());
        return scaled;
      } catch (RuntimeException e) {
        avutil.av_frame_unref(scaled.struct());
        throw e;
      }
    } finally {
      source.exit();
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
    if (pixelFormat == lastReadable) {
      return;
    }
    String name = PixelFormat.ofId(pixelFormat).name();
    // These it says it can read, and then ends the process: of Bayer patterns where a slice of the
    // picture has one row, of yaf32 always.
    boolean fatal = name.startsWith("bayer_") || name.startsWith("yaf32");
    if (fatal || swscale.sws_isSupportedInput(pixelFormat) == 0) {
      throw new UnsupportedMediaException("swscale cannot read " + name);
    }
    lastReadable = pixelFormat;
  }

  private boolean isRight(NativeFrame in) {
    return in.width() == target.width()
        && in.height() == target.height()
        && in.format() == format
        && (range == avutil.AVCOL_RANGE_UNSPECIFIED || in.colorRange() == range || rgb)
        && (space == avutil.AVCOL_SPC_UNSPECIFIED || in.colorSpace() == space || rgb);
  }

  private void keepShape(NativeFrame in, NativeFrame out) {
    if (in.aspectNum() <= 0 || in.aspectDen() <= 0) {
      return;
    }
    Shape last = shape;
    if (last == null || !last.isOf(in)) {
      last = Shape.of(in, target);
      shape = last;
    }
    out.setAspect(last.scaled().num(), last.scaled().den());
  }

  /** The shape of the pixels of scaled pictures, worked out once as long as the pictures stay. */
  private record Shape(int width, int height, int aspectNum, int aspectDen, Rational scaled) {
    static Shape of(NativeFrame in, VideoFormat target) {
      Rational stretch =
          Rational.reduced(
              (long) target.height() * in.width(), (long) target.width() * in.height());
      return new Shape(
          in.width(),
          in.height(),
          in.aspectNum(),
          in.aspectDen(),
          stretch.times(new Rational(in.aspectNum(), in.aspectDen())));
    }

    boolean isOf(NativeFrame in) {
      return in.width() == width
          && in.height() == height
          && in.aspectNum() == aspectNum
          && in.aspectDen() == aspectDen;
    }
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
