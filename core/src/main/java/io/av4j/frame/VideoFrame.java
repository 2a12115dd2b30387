package io.av4j.frame;

import io.av4j.internal.AvError;
import io.av4j.internal.Lender;
import io.av4j.internal.NativeFrame;
import io.av4j.time.Rational;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * One picture ({@code AVFrame} of video). See {@link Frame} for who owns it and how long it is
 * valid.
 */
public final class VideoFrame extends Frame {
  // AV_FRAME_FLAG_KEY, which the presets leave out.
  private static final int FLAG_KEY = 1 << 1;

  static {
    Lender.publish(VideoFrame.class, VideoFrame::new, VideoFrame::handle, VideoFrame::part);
  }

  private VideoFrame(NativeFrame handle) {
    super(handle);
  }

  /**
   * A picture of that format with memory of its own, uncleared ({@code av_frame_get_buffer}). The
   * caller closes it.
   */
  public static VideoFrame allocate(VideoFormat format) {
    if (format.pixelFormat().isHardware()) {
      throw new IllegalArgumentException(format.pixelFormat() + " lies in a device's memory");
    }
    NativeFrame handle = NativeFrame.owned();
    try {
      AVFrame frame = handle.struct();
      frame.width(format.width());
      frame.height(format.height());
      frame.format(format.pixelFormat().id());
      Rational aspect = format.sampleAspectRatio();
      frame.sample_aspect_ratio().num(aspect.num()).den(aspect.den());
      frame.color_range(format.color().rangeId());
      frame.colorspace(format.color().spaceId());
      frame.color_primaries(format.color().primariesId());
      frame.color_trc(format.color().transferId());
      frame.chroma_location(format.color().chromaLocationId());
      AvError.check(avutil.av_frame_get_buffer(frame, 0), "av_frame_get_buffer");
      return new VideoFrame(handle);
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  @Override
  public VideoFrame newRef() {
    return ask(h -> new VideoFrame(h.newRef()));
  }

  /** In pixels. */
  public int width() {
    return askInt(NativeFrame::width);
  }

  /** In pixels. */
  public int height() {
    return askInt(NativeFrame::height);
  }

  /** How the samples lie in memory. */
  public PixelFormat pixelFormat() {
    return ask(h -> PixelFormat.ofId(h.format()));
  }

  /** Size, samples, shape and colours of this picture; its rate is unknown, a picture has none. */
  public VideoFormat format() {
    NativeFrame h = enter();
    try {
      AVFrame f = h.struct();
      AVRational aspect = f.sample_aspect_ratio();
      return new VideoFormat(
          f.width(),
          f.height(),
          PixelFormat.ofId(f.format()),
          Rational.UNSET,
          Rational.orUnset(Math.max(0, aspect.num()), Math.max(0, aspect.den())),
          ColorProperties.ofIds(
              f.color_range(),
              f.colorspace(),
              f.color_primaries(),
              f.color_trc(),
              f.chroma_location()));
    } finally {
      h.exit();
    }
  }

  /** Whether the picture was coded without reference to others ({@code AV_FRAME_FLAG_KEY}). */
  public boolean keyFrame() {
    return askInt(h -> h.flags() & FLAG_KEY) != 0;
  }

  /** How many bytes {@link #copyTo(byte[])} needs: the planes without padding. */
  public int packedSize() {
    return askInt(h -> new Planes(h.struct()).size());
  }

  /**
   * Copies the picture, plane after plane, rows without padding.
   *
   * @return the number of bytes written, {@link #packedSize()}
   * @throws IllegalArgumentException if the array is too small, or the picture lies in a device's
   *     memory
   */
  public int copyTo(byte[] target) {
    return copyTo(ByteBuffer.wrap(target));
  }

  /**
   * Copies the picture, plane after plane, rows without padding, into a buffer from its position
   * on, and moves the position behind it.
   *
   * @return the number of bytes written, {@link #packedSize()}
   * @throws IllegalArgumentException if the buffer is read-only or has too little room, or the
   *     picture lies in a device's memory
   */
  public int copyTo(ByteBuffer target) {
    NativeFrame h = enter();
    try {
      Planes planes = new Planes(h.struct());
      int size = planes.size();
      requireRoom(target, size);
      for (int plane = 0; plane < planes.count(); plane++) {
        copy(planes, plane, target);
      }
      return size;
    } finally {
      h.exit();
    }
  }

  /**
   * Copies a picture of four bytes a pixel, rows without padding, one int a pixel in the machine's
   * byte order: {@link PixelFormat#BGRA} gives ARGB on a little-endian machine.
   *
   * @return the number of pixels written
   * @throws IllegalArgumentException if the array is too small, or a pixel of the picture is not
   *     four bytes in one plane
   */
  public int copyTo(int[] target) {
    NativeFrame h = enter();
    try {
      AVFrame f = h.struct();
      Planes planes = new Planes(f);
      int pixels = Math.multiplyExact(f.width(), f.height());
      if (!planes.isPackedIn(Integer.BYTES)) {
        throw new IllegalArgumentException(
            PixelFormat.ofId(f.format()) + " has not four bytes a pixel in one plane");
      }
      if (target.length < pixels) {
        throw new IllegalArgumentException(
            "need room for " + pixels + " pixels, not " + target.length);
      }
      planes.open(0).copyTo(target, 0, f.width());
      return pixels;
    } finally {
      h.exit();
    }
  }

  /** How many planes the picture has; a palette counts as one, of a single row. */
  public int planeCount() {
    return askInt(h -> new Planes(h.struct()).count());
  }

  /**
   * How many bytes {@link #copyPlaneTo} needs: the rows of one plane without padding.
   *
   * @throws IllegalArgumentException if there is no plane of that index
   */
  public int planeSize(int plane) {
    return askInt(h -> new Planes(h.struct()).size(plane));
  }

  /**
   * Copies one plane, rows without padding, into a buffer from its position on, and moves the
   * position behind it.
   *
   * @return the number of bytes written, {@link #planeSize}
   * @throws IllegalArgumentException as {@link #copyTo(ByteBuffer)}, or if there is no plane of
   *     that index
   */
  public int copyPlaneTo(int plane, ByteBuffer target) {
    NativeFrame h = enter();
    try {
      Planes planes = new Planes(h.struct());
      requireRoom(target, planes.size(plane));
      return copy(planes, plane, target);
    } finally {
      h.exit();
    }
  }

  /**
   * One plane of the picture, without a copy and read-only.
   *
   * <p>What it shows is the picture as it is now, for as long as it or any buffer made from it can
   * be reached: it keeps the samples alive beyond the frame's turn, its close and the decoder's,
   * and whoever would write to the frame gets other memory. The memory is given back some time
   * after the garbage collector finds the view unreachable. A copy is the better way where one is
   * made anyway, and for every frame of a stream: a stage must take new memory for each picture
   * that is still viewed.
   *
   * @throws IllegalArgumentException if there is no plane of that index, or the picture lies in a
   *     device's memory
   * @throws IllegalStateException if views keep more memory alive than a quarter of the greatest
   *     heap, or than {@code -Dav4j.viewBytes}, although the collector was asked to run and a
   *     second has passed
   */
  public Plane plane(int plane) {
    return ask(h -> new Planes(h.struct()).view(plane));
  }

  /**
   * Fills the picture from packed planes, as {@link #copyTo(byte[])} writes them. Where the memory
   * is shared with other frames, this frame gets memory of its own first ({@code
   * av_frame_make_writable}).
   *
   * @throws IllegalArgumentException if the array has not exactly {@link #packedSize()} bytes
   */
  public void copyFrom(byte[] source) {
    NativeFrame h = enter();
    try {
      AVFrame f = h.struct();
      Planes planes = new Planes(f);
      int size = planes.size();
      if (source.length != size) {
        throw new IllegalArgumentException("need " + size + " bytes, not " + source.length);
      }
      AvError.check(avutil.av_frame_make_writable(f), "av_frame_make_writable");
      ByteBuffer packed = ByteBuffer.wrap(source);
      for (int plane = 0; plane < planes.count(); plane++) {
        Plane own = planes.open(plane);
        own.in(packed, own.rowBytes()).copyTo(own);
        packed.position(packed.position() + planes.size(plane));
      }
    } finally {
      h.exit();
    }
  }

  private static int copy(Planes planes, int plane, ByteBuffer target) {
    Plane samples = planes.open(plane);
    samples.copyTo(samples.in(target, samples.rowBytes()));
    int size = planes.size(plane);
    target.position(target.position() + size);
    return size;
  }

  private static void requireRoom(ByteBuffer target, int size) {
    if (target.isReadOnly() || target.remaining() < size) {
      throw new IllegalArgumentException(
          "need a writable buffer with room for " + size + " bytes, not " + target);
    }
  }

  /**
   * Gives the picture memory of its own where it shares it, for instance with an encoder that still
   * reads it ({@code av_frame_make_writable}). What is in it stays.
   */
  public void makeWritable() {
    NativeFrame h = enter();
    try {
      AvError.check(avutil.av_frame_make_writable(h.struct()), "av_frame_make_writable");
    } finally {
      h.exit();
    }
  }

  /** Size and format, for logs. */
  @Override
  public String toString() {
    return isOpen()
        ? "VideoFrame[" + width() + "x" + height() + " " + pixelFormat() + "]"
        : "VideoFrame[over]";
  }
}
