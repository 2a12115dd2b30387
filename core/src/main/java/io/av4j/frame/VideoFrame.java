package io.av4j.frame;

import io.av4j.internal.AvError;
import io.av4j.internal.Lender;
import io.av4j.internal.NativeFrame;
import io.av4j.time.Rational;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

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
    return askInt(h -> packedSize(h.struct()));
  }

  /**
   * Copies the picture, plane after plane, rows without padding ({@code av_image_copy_to_buffer}).
   *
   * @return the number of bytes written, {@link #packedSize()}
   * @throws IllegalArgumentException if the array is too small, or the picture lies in a device's
   *     memory
   */
  public int copyTo(byte[] target) {
    NativeFrame h = enter();
    try {
      AVFrame f = h.struct();
      int size = requireRoom(f, target.length);
      // One copy into native memory, one out of it: the array overload would copy the array in as
      // well.
      try (BytePointer packed = new BytePointer(size)) {
        copy(f, packed, size);
        packed.get(target, 0, size);
      }
      return size;
    } finally {
      h.exit();
    }
  }

  /**
   * Copies the picture, plane after plane, rows without padding, into a direct buffer from its
   * position on, and moves the position behind it.
   *
   * @return the number of bytes written, {@link #packedSize()}
   * @throws IllegalArgumentException if the buffer is not direct, is read-only or has too little
   *     room
   */
  public int copyTo(ByteBuffer target) {
    if (!target.isDirect() || target.isReadOnly()) {
      throw new IllegalArgumentException("the buffer must be direct and writable");
    }
    NativeFrame h = enter();
    try {
      AVFrame f = h.struct();
      int size = requireRoom(f, target.remaining());
      copy(f, new BytePointer(target.slice()), size);
      target.position(target.position() + size);
      return size;
    } finally {
      h.exit();
    }
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
      int size = packedSize(f);
      if (source.length != size) {
        throw new IllegalArgumentException("need " + size + " bytes, not " + source.length);
      }
      AvError.check(avutil.av_frame_make_writable(f), "av_frame_make_writable");
      try (BytePointer packed = new BytePointer(size);
          PackedPicture view = new PackedPicture(packed, f)) {
        packed.put(source, 0, size);
        view.copyInto(f);
      }
    } finally {
      h.exit();
    }
  }

  private static int packedSize(AVFrame f) {
    if (f.hw_frames_ctx() != null) {
      throw new IllegalArgumentException("the picture lies in a device's memory");
    }
    return AvError.check(
        avutil.av_image_get_buffer_size(f.format(), f.width(), f.height(), 1),
        "av_image_get_buffer_size");
  }

  private static int requireRoom(AVFrame f, int room) {
    int size = packedSize(f);
    if (room < size) {
      throw new IllegalArgumentException("need room for " + size + " bytes, not " + room);
    }
    return size;
  }

  private static void copy(AVFrame f, BytePointer target, int size) {
    AvError.check(
        avutil.av_image_copy_to_buffer(
            target, size, f.data(), f.linesize(), f.format(), f.width(), f.height(), 1),
        "av_image_copy_to_buffer");
  }

  /** Size and format, for logs. */
  @Override
  public String toString() {
    return isOpen()
        ? "VideoFrame[" + width() + "x" + height() + " " + pixelFormat() + "]"
        : "VideoFrame[over]";
  }
}
