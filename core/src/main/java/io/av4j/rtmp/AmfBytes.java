package io.av4j.rtmp;

import java.nio.ByteBuffer;

/** Bytes of AMF that are being written; grows as it must. */
final class AmfBytes {
  private static final int FIRST = 512;

  private ByteBuffer out = ByteBuffer.allocate(FIRST);

  private ByteBuffer room(int bytes) {
    if (out.remaining() < bytes) {
      ByteBuffer larger = ByteBuffer.allocate(2 * (out.position() + bytes));
      out = larger.put(out.flip());
    }
    return out;
  }

  /** A type, or another single byte. */
  AmfBytes type(int value) {
    room(1).put((byte) value);
    return this;
  }

  AmfBytes number(double value) {
    room(Double.BYTES).putDouble(value);
    return this;
  }

  AmfBytes size(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  /** A text behind its length. */
  AmfBytes text(byte[] utf8, boolean isLong) {
    if (isLong) {
      room(Integer.BYTES).putInt(utf8.length);
    } else if (utf8.length > 0xFFFF) {
      throw new IllegalArgumentException("a name of " + utf8.length + " bytes");
    } else {
      room(Short.BYTES).putShort((short) utf8.length);
    }
    room(utf8.length).put(utf8);
    return this;
  }

  /** What was written. */
  ByteBuffer buffer() {
    return out.duplicate().flip();
  }
}
