package io.av4j.frame;

import io.av4j.UnsupportedMediaException;
import io.av4j.internal.AvError;
import io.av4j.internal.Natives;
import java.io.Serializable;
import java.util.Objects;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * How a picture's samples lie in memory, by FFmpeg's name ({@code AVPixelFormat}).
 *
 * <p>A value: two formats of one name are equal. The set is open, a new FFmpeg brings new names.
 *
 * @param name FFmpeg's name, for example {@code yuv420p}
 */
public record PixelFormat(String name) implements Serializable {
  /** Planar YUV 4:2:0, 8 bit: what most encoders take. */
  public static final PixelFormat YUV420P = new PixelFormat("yuv420p");

  /** Planar YUV 4:2:0, 10 bit, little endian. */
  public static final PixelFormat YUV420P10LE = new PixelFormat("yuv420p10le");

  /** YUV 4:2:0, 8 bit, luma plane and one interleaved chroma plane: what most hardware takes. */
  public static final PixelFormat NV12 = new PixelFormat("nv12");

  /** Packed R, G, B bytes. */
  public static final PixelFormat RGB24 = new PixelFormat("rgb24");

  /** Packed B, G, R bytes, as {@code BufferedImage.TYPE_3BYTE_BGR} has them. */
  public static final PixelFormat BGR24 = new PixelFormat("bgr24");

  /** Packed B, G, R, A bytes: an {@code int} ARGB pixel on a little-endian machine. */
  public static final PixelFormat BGRA = new PixelFormat("bgra");

  /** Luma only, 8 bit. */
  public static final PixelFormat GRAY8 = new PixelFormat("gray");

  /** Checks only that there is a name; whether this FFmpeg has it shows where it is used. */
  public PixelFormat {
    Objects.requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a pixel format needs a name");
    }
  }

  /**
   * The format of that name.
   *
   * @throws UnsupportedMediaException if this FFmpeg has none of that name ({@code av_get_pix_fmt})
   */
  public static PixelFormat of(String name) {
    PixelFormat format = new PixelFormat(name);
    format.id();
    return format;
  }

  /**
   * The format of FFmpeg's number.
   *
   * @throws UnsupportedMediaException if the number is none of a format, such as -1 for "unknown"
   */
  public static PixelFormat ofId(int id) {
    if (id == avutil.AV_PIX_FMT_YUV420P) {
      return YUV420P;
    }
    String name = AvError.string(avutil.av_get_pix_fmt_name(id));
    if (name == null) {
      throw new UnsupportedMediaException("no pixel format has the number " + id);
    }
    return new PixelFormat(name);
  }

  /**
   * FFmpeg's number of the format, an {@code AVPixelFormat}.
   *
   * @throws UnsupportedMediaException if this FFmpeg has no format of this name
   */
  public int id() {
    Natives.require();
    int id = avutil.av_get_pix_fmt(name);
    if (id < 0) {
      throw new UnsupportedMediaException("FFmpeg has no pixel format named " + name);
    }
    return id;
  }

  /** Whether the samples are RGB rather than YUV or luma ({@code AV_PIX_FMT_FLAG_RGB}). */
  public boolean isRgb() {
    return (flags() & avutil.AV_PIX_FMT_FLAG_RGB) != 0;
  }

  /** Whether the picture lies in a device's memory ({@code AV_PIX_FMT_FLAG_HWACCEL}). */
  public boolean isHardware() {
    return (flags() & avutil.AV_PIX_FMT_FLAG_HWACCEL) != 0;
  }

  private long flags() {
    AVPixFmtDescriptor descriptor = avutil.av_pix_fmt_desc_get(id());
    return descriptor == null ? 0 : descriptor.flags();
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }
}
