package io.av4j.frame;

import io.av4j.internal.NativeView;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** The planes of a picture in the machine's memory, for the time that its frame is held. */
final class Planes {
  private static final int PALETTE_BYTES = 1024;

  private final AVFrame frame;
  private final boolean palette;
  private final int chromaShift;
  private final boolean subsampled;
  private final int count;

  /**
   * Looks at the frame.
   *
   * @throws IllegalArgumentException if the picture lies in a device's memory
   */
  Planes(AVFrame frame) {
    AVPixFmtDescriptor format = avutil.av_pix_fmt_desc_get(frame.format());
    if (format == null) {
      throw new IllegalStateException("the frame has no picture");
    }
    if ((format.flags() & avutil.AV_PIX_FMT_FLAG_HWACCEL) != 0) {
      throw new IllegalArgumentException("the picture lies in a device's memory");
    }
    this.frame = frame;
    this.palette = (format.flags() & avutil.AV_PIX_FMT_FLAG_PAL) != 0;
    this.chromaShift = format.log2_chroma_h();
    this.subsampled = format.log2_chroma_w() != 0 || chromaShift != 0;
    this.count = palette ? 2 : avutil.av_pix_fmt_count_planes(frame.format());
  }

  int count() {
    return count;
  }

  int rowBytes(int plane) {
    return isPalette(plane)
        ? PALETTE_BYTES
        : avutil.av_image_get_linesize(frame.format(), frame.width(), requirePlane(plane));
  }

  int rows(int plane) {
    if (isPalette(plane)) {
      return 1;
    }
    return requirePlane(plane) == 1 || plane == 2
        ? (frame.height() + (1 << chromaShift) - 1) >> chromaShift
        : frame.height();
  }

  /**
   * The bytes of one plane without padding.
   *
   * @throws IllegalArgumentException if there is no plane of that index
   */
  int size(int plane) {
    return Math.multiplyExact(rowBytes(plane), rows(plane));
  }

  /** The bytes of all planes without padding. */
  int size() {
    int size = 0;
    for (int plane = 0; plane < count; plane++) {
      size = Math.addExact(size, size(plane));
    }
    return size;
  }

  /** Whether each pixel is that many bytes of its own, in the only plane. */
  boolean isPackedIn(int bytes) {
    return count == 1 && !subsampled && size() == (long) bytes * frame.width() * frame.height();
  }

  /** The plane in its memory. Writable; to be let go before the frame is. */
  Plane open(int plane) {
    return at(plane, samples(plane).asByteBuffer());
  }

  /** The plane in its memory, which stays alive for as long as anybody can look. Read-only. */
  Plane view(int plane) {
    return at(plane, NativeView.of(frame, plane, samples(plane)));
  }

  private Plane at(int plane, ByteBuffer memory) {
    int lineSize = frame.linesize(plane);
    return new Plane(
        memory.position(lineSize < 0 ? memory.capacity() - rowBytes(plane) : 0),
        rowBytes(plane),
        rows(plane),
        lineSize);
  }

  /** From the lowest address that a row has to the end of the highest. */
  private BytePointer samples(int plane) {
    long lineSize = frame.linesize(requirePlane(plane));
    long above = (rows(plane) - 1) * lineSize;
    BytePointer first = frame.data(plane);
    if (first == null) {
      throw new IllegalStateException("the frame has no samples");
    }
    BytePointer lowest = above < 0 ? first.getPointer(above) : first;
    long bytes = Math.abs(above) + rowBytes(plane);
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a plane of " + bytes + " bytes fits in no buffer");
    }
    return lowest.capacity(bytes);
  }

  private boolean isPalette(int plane) {
    return palette && plane == 1;
  }

  private int requirePlane(int plane) {
    if (plane < 0 || plane >= count) {
      throw new IllegalArgumentException("planes are 0 to " + (count - 1) + ", not " + plane);
    }
    return plane;
  }
}
