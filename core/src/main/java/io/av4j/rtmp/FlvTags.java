package io.av4j.rtmp;

import io.av4j.flow.Sink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The tags in what FFmpeg's FLV muxer writes (<i>Video File Format Specification 10.1</i>, E.4), as
 * the messages of RTMP that they are. It gets whole tags.
 */
final class FlvTags implements Sink<ByteBuffer> {
  private static final int FILE_HEADER = 13;
  private static final int TAG_HEADER = 11;
  private static final int TAG_SIZE = 4;
  private static final int SCRIPT = 18;
  private static final byte AMF_STRING = 2;

  private final RtmpPublisher publisher;
  private boolean begun;

  FlvTags(RtmpPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void accept(ByteBuffer bytes) {
    ByteBuffer in = bytes.duplicate();
    if (!begun) {
      begun = true;
      in.position(in.position() + FILE_HEADER);
    }
    while (in.hasRemaining()) {
      int start = in.position();
      int type = in.get(start) & 0x1F;
      int size = in.getInt(start) & 0xFFFFFF;
      int time = in.getInt(start + 4);
      long timestamp = Integer.toUnsignedLong(time >>> 8 | time << 24);
      ByteBuffer body = in.slice(start + TAG_HEADER, size);
      publisher.write(type, timestamp, type == SCRIPT ? toBeKept(body) : body);
      in.position(start + TAG_HEADER + size + TAG_SIZE);
    }
    publisher.flush();
  }

  /** Data that a server is to keep for players that come later. */
  private static ByteBuffer toBeKept(ByteBuffer body) {
    byte[] name = "@setDataFrame".getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + Short.BYTES + name.length + body.remaining())
        .put(AMF_STRING)
        .putShort((short) name.length)
        .put(name)
        .put(body)
        .flip();
  }
}
