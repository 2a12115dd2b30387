package io.av4j.testing;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Puts RTMP's messages together from the chunks of a connection. */
final class RtmpChunkReader {
  private static final int EXTENDED = 0xFFFFFF;

  private final DataInputStream in;
  private final Map<Integer, Channel> channels = new HashMap<>();
  private int chunkSize = 128;
  private long bytes;

  RtmpChunkReader(InputStream in) {
    this.in = new DataInputStream(new BufferedInputStream(in, 4096));
  }

  /** What a chunk's header may leave out because the one before said it. */
  private static final class Channel {
    long timestamp;
    int field;
    int length;
    int type;
    int stream;
    byte[] payload;
    int filled;
  }

  /** What is no chunk yet: the handshake. */
  byte[] readBytes(int count) throws IOException {
    byte[] read = new byte[count];
    in.readFully(read);
    bytes += count;
    return read;
  }

  /** Reads to the end and keeps nothing. */
  void drain() throws IOException {
    bytes += in.transferTo(OutputStream.nullOutputStream());
  }

  /** Bytes read so far. */
  long bytes() {
    return bytes;
  }

  /** The next message that is complete; the size of chunks is followed. */
  RtmpMessage next() throws IOException {
    while (true) {
      RtmpMessage message = chunk();
      if (message != null && message.type() == RtmpMessage.SET_CHUNK_SIZE) {
        chunkSize = message.payload().getInt(0);
        if (chunkSize <= 0) {
          throw new IOException("chunks of " + chunkSize + " bytes");
        }
      } else if (message != null) {
        return message;
      }
    }
  }

  private RtmpMessage chunk() throws IOException {
    int first = number(1);
    int format = first >> 6;
    int id = first & 0x3F;
    if (id < 2) {
      id = id == 0 ? number(1) + 64 : number(1) + (number(1) << 8) + 64;
    }
    Channel channel = channels.computeIfAbsent(id, key -> new Channel());
    header(channel, format);
    if (channel.payload == null) {
      channel.payload = new byte[channel.length];
      channel.filled = 0;
    }
    int size = Math.min(chunkSize, channel.length - channel.filled);
    in.readFully(channel.payload, channel.filled, size);
    bytes += size;
    channel.filled += size;
    if (channel.filled < channel.length) {
      return null;
    }
    ByteBuffer payload = ByteBuffer.wrap(channel.payload).asReadOnlyBuffer();
    channel.payload = null;
    return new RtmpMessage(channel.type, channel.timestamp, channel.stream, payload);
  }

  private void header(Channel channel, int format) throws IOException {
    if (format < 3) {
      channel.field = number(3);
    }
    if (format < 2) {
      channel.length = number(3);
      channel.type = number(1);
    }
    if (format == 0) {
      channel.stream = Integer.reverseBytes(number(4));
    }
    long time = channel.field == EXTENDED ? Integer.toUnsignedLong(number(4)) : channel.field;
    if (channel.payload == null) {
      channel.timestamp = format == 0 ? time : channel.timestamp + time;
    }
  }

  private int number(int size) throws IOException {
    int value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | in.readUnsignedByte();
    }
    bytes += size;
    return value;
  }
}
