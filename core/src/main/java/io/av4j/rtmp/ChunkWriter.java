package io.av4j.rtmp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts messages into chunks (RTMP specification, 5.3.1) without copying them: the headers, and the
 * pieces of the messages between them, to be written at once.
 */
final class ChunkWriter {
  private static final int EXTENDED = 0xFFFFFF;
  private static final int WHOLE_HEADER = 16;
  private static final int SHORT_HEADER = 5;
  private static final int USUAL_HEADERS = 512;
  private static final ByteBuffer[] NONE = {};

  private final List<ByteBuffer> cut = new ArrayList<>();
  private ByteBuffer headers = ByteBuffer.allocateDirect(USUAL_HEADERS);
  private int chunkSize = 128;

  /** Messages are cut into chunks of this size from now on. */
  void chunkSize(int size) {
    chunkSize = size;
  }

  /** Whether the headers of a message have room beside those of what was added before. */
  boolean fits(RtmpMessage message) {
    return cut.isEmpty() || headers.remaining() >= headerBytes(message);
  }

  private int chunks(RtmpMessage message) {
    return Math.max(1, (message.payload().remaining() + chunkSize - 1) / chunkSize);
  }

  private int headerBytes(RtmpMessage message) {
    return WHOLE_HEADER + chunks(message) * SHORT_HEADER;
  }

  /**
   * Adds a message that {@linkplain #fits fits}; its payload has to stay until {@link #take()}'s
   * bytes are written.
   *
   * @throws IllegalArgumentException if it is beyond the 24 bits of a length
   */
  void add(RtmpMessage message) {
    ByteBuffer payload = message.payload();
    int size = payload.remaining();
    if (size > EXTENDED) {
      throw new IllegalArgumentException("a message of " + size + " bytes");
    }
    if (headers.remaining() < headerBytes(message)) {
      headers = ByteBuffer.allocateDirect(headerBytes(message));
    }
    int chunks = chunks(message);
    for (int i = 0; i < chunks; i++) {
      int start = headers.position();
      header(message, i > 0, size);
      cut.add(headers.slice(start, headers.position() - start));
      int from = i * chunkSize;
      cut.add(payload.slice(payload.position() + from, Math.min(chunkSize, size - from)));
    }
  }

  /** The bytes of what was added, valid until more is added. */
  ByteBuffer[] take() {
    ByteBuffer[] all = cut.toArray(NONE);
    cut.clear();
    headers.clear();
    return all;
  }

  private void header(RtmpMessage message, boolean continues, int size) {
    long time = message.timestamp();
    boolean extended = time >= EXTENDED;
    headers.put((byte) (continues ? 0xC0 | message.chunkStream() : message.chunkStream()));
    if (!continues) {
      number(extended ? EXTENDED : (int) time);
      number(size);
      headers.put((byte) message.type());
      headers.putInt(Integer.reverseBytes(message.stream()));
    }
    if (extended) {
      headers.putInt((int) time);
    }
  }

  private void number(int value) {
    headers.put((byte) (value >> 16)).put((byte) (value >> 8)).put((byte) value);
  }
}
