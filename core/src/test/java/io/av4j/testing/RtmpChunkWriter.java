package io.av4j.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Cuts RTMP's messages into chunks, each message with its whole header. */
final class RtmpChunkWriter {
  private static final int CHANNEL = 3;

  private final OutputStream out;
  private int chunkSize = 128;

  RtmpChunkWriter(OutputStream out) {
    this.out = out;
  }

  /** Says that chunks have this size from now on. */
  void setChunkSize(int size) throws IOException {
    write(RtmpMessage.ofInt(RtmpMessage.SET_CHUNK_SIZE, size));
    chunkSize = size;
  }

  void write(RtmpMessage message) throws IOException {
    ByteBuffer payload = message.payload().duplicate();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream chunks = new DataOutputStream(bytes);
    chunks.writeByte(CHANNEL);
    chunks.writeShort((int) message.timestamp() >> 8);
    chunks.writeByte((int) message.timestamp());
    chunks.writeShort(payload.remaining() >> 8);
    chunks.writeByte(payload.remaining());
    chunks.writeByte(message.type());
    chunks.writeInt(Integer.reverseBytes(message.stream()));
    while (true) {
      byte[] piece = new byte[Math.min(chunkSize, payload.remaining())];
      payload.get(piece);
      chunks.write(piece);
      if (!payload.hasRemaining()) {
        break;
      }
      chunks.writeByte(0xC0 | CHANNEL);
    }
    out.write(bytes.toByteArray());
    out.flush();
  }
}
