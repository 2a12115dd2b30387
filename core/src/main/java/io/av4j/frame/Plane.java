package io.av4j.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * One plane of a picture, seen where it lies: {@link #rows()} rows of {@link #rowBytes()} bytes,
 * each beginning {@link #lineSize()} bytes after the one before it.
 *
 * <p>See {@link VideoFrame#plane(int)} for how long it is valid.
 */
public final class Plane {
  private final ByteBuffer bytes;
  private final int rowBytes;
  private final int rows;
  private final int lineSize;

  /** The first row begins at the buffer's position. */
  Plane(ByteBuffer bytes, int rowBytes, int rows, int lineSize) {
    this.bytes = bytes;
    this.rowBytes = rowBytes;
    this.rows = rows;
    this.lineSize = lineSize;
  }

  /**
   * The samples in the machine's byte order, a new buffer each time. The first row begins at its
   * position, and row {@code y} at {@code position() + y * lineSize()}.
   */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.nativeOrder());
  }

  /** The bytes of one row, without padding. */
  public int rowBytes() {
    return rowBytes;
  }

  /** How many rows; the chroma planes of subsampled pictures have fewer than the picture. */
  public int rows() {
    return rows;
  }

  /**
   * From a row's beginning to that of the next, in bytes ({@code AVFrame.linesize}). Negative in a
   * picture that lies upside down.
   */
  public int lineSize() {
    return lineSize;
  }

  /** The same plane in other memory: the first row at that position, and the rows in that step. */
  Plane in(ByteBuffer memory, int step) {
    return new Plane(memory, rowBytes, rows, step);
  }

  void copyTo(Plane target) {
    int from = bytes.position();
    int to = target.bytes.position();
    if (lineSize == rowBytes && target.lineSize == rowBytes) {
      target.bytes.put(to, bytes, from, rows * rowBytes);
      return;
    }
    for (int row = 0; row < rows; row++) {
      target.bytes.put(to + row * target.lineSize, bytes, from + row * lineSize, rowBytes);
    }
  }

  /** Rows of whole ints, the first from that index on and the others in that step. */
  void copyTo(int[] target, int index, int step) {
    int width = rowBytes / Integer.BYTES;
    ByteBuffer source = bytes();
    if (lineSize == rowBytes && step == width) {
      source.asIntBuffer().get(target, index, rows * width);
      return;
    }
    int from = source.position();
    for (int row = 0; row < rows; row++) {
      IntBuffer pixels = source.position(from + row * lineSize).asIntBuffer();
      pixels.get(target, index + row * step, width);
    }
  }
}
