package io.av4j.rtmp;

import io.av4j.MediaIoException;
import io.av4j.internal.SocketFailure;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together from chunks (RTMP specification, 5.3.1), from bytes that come as they
 * come.
 */
final class ChunkReader {
  /** The largest message to a publisher; those that are sent have hundreds of bytes. */
  static final int FOR_PUBLISHERS = 1 << 20;

  /** To a player, who gets pictures: what a length can say. */
  static final int FOR_PLAYERS = 0xFFFFFF;

  /** Chunk streams of one connection. */
  static final int MOST_STREAMS = 64;

  private static final int EXTENDED = 0xFFFFFF;
  private static final int FIRST_SIZE = 128;

  private final Map<Integer, Stream> streams = new HashMap<>();
  private final int mostBytes;
  private int chunkSize = FIRST_SIZE;
  private int waiting;
  // The chunk that has begun.
  private @Nullable Stream current;
  private int chunkLeft;

  /**
   * A reader.
   *
   * @param mostBytes of a message; all that have begun may hold twice as much together
   */
  ChunkReader(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** What a chunk's header may leave out because the one before said it. */
  private static final class Stream {
    long timestamp;
    long delta;
    boolean extended;
    int length;
    int type;
    int stream;
    @Nullable ByteBuffer payload;
  }

  /** Chunks have this size from now on. */
  void chunkSize(int size) {
    if (size < 1) {
      throw SocketFailure.protocol("rtmp", "chunks of " + size + " bytes");
    }
    chunkSize = size;
  }

  /** Forgets a message that has begun. */
  void abort(int chunkStream) {
    Stream stream = streams.get(chunkStream);
    if (stream != null && stream != current) {
      drop(stream);
    }
  }

  private void drop(Stream stream) {
    if (stream.payload != null) {
      waiting -= stream.payload.capacity();
      stream.payload = null;
    }
  }

  /**
   * The next message that is complete, or null where more bytes are needed.
   *
   * @param in what has come; what is left in it belongs before what comes next
   * @throws MediaIoException if it is no RTMP, or beyond the bounds
   */
  @Nullable RtmpMessage next(ByteBuffer in) {
    while (true) {
      Stream stream = current;
      if (stream == null) {
        stream = header(in);
        if (stream == null) {
          return null;
        }
      }
      ByteBuffer payload = stream.payload;
      if (payload == null) {
        throw new IllegalStateException("a chunk of no message");
      }
      int size = Math.min(chunkLeft, in.remaining());
      payload.put(in.slice(in.position(), size));
      in.position(in.position() + size);
      chunkLeft -= size;
      if (chunkLeft > 0) {
        return null;
      }
      current = null;
      if (!payload.hasRemaining()) {
        drop(stream);
        return new RtmpMessage(stream.type, stream.timestamp, stream.stream, payload.flip());
      }
    }
  }

  /** Reads a chunk's header and begins its chunk; null where it has not come whole. */
  private @Nullable Stream header(ByteBuffer in) {
    int start = in.position();
    Stream stream = in.hasRemaining() ? tryHeader(in) : null;
    if (stream == null) {
      in.position(start);
      return null;
    }
    if (stream.payload == null) {
      begin(stream);
    }
    ByteBuffer payload = stream.payload;
    chunkLeft = payload == null ? 0 : Math.min(chunkSize, payload.remaining());
    current = stream;
    return stream;
  }

  private void begin(Stream stream) {
    if (stream.length > mostBytes || waiting + stream.length > 2L * mostBytes) {
      throw SocketFailure.protocol(
          "rtmp", "a message of " + stream.length + " bytes from the server");
    }
    waiting += stream.length;
    stream.payload = ByteBuffer.allocate(stream.length);
  }

  private @Nullable Stream tryHeader(ByteBuffer in) {
    int first = in.get() & 0xFF;
    int format = first >> 6;
    int id = first & 0x3F;
    if (id < 2) {
      int more = id + 1;
      if (in.remaining() < more) {
        return null;
      }
      id = 64 + (in.get() & 0xFF) + (more == 2 ? (in.get() & 0xFF) << 8 : 0);
    }
    int rest = new int[] {11, 7, 3, 0}[format];
    Stream stream = streams.get(id);
    boolean again = format == 3 && stream != null && stream.extended;
    if (in.remaining() < rest + (again ? Integer.BYTES : 0)) {
      return null;
    }
    int field = format < 3 ? number(in) : 0;
    boolean extended = again || field == EXTENDED;
    if (in.remaining() < rest - Math.min(rest, 3) + (extended ? Integer.BYTES : 0)) {
      return null;
    }
    if (stream == null) {
      if (format != 0 || streams.size() >= MOST_STREAMS) {
        throw SocketFailure.protocol("rtmp", "no RTMP: a chunk that continues nothing");
      }
      stream = new Stream();
      streams.put(id, stream);
    }
    if (format < 3 && stream.payload != null) {
      // A header anew, amid a message: it is dropped.
      drop(stream);
    }
    if (format < 2) {
      stream.length = number(in);
      stream.type = in.get() & 0xFF;
    }
    if (format == 0) {
      stream.stream = Integer.reverseBytes(in.getInt());
    }
    long time = extended ? Integer.toUnsignedLong(in.getInt()) : field;
    time(stream, format, time, extended);
    return stream;
  }

  private static void time(Stream stream, int format, long time, boolean extended) {
    if (format < 3) {
      stream.extended = extended;
      stream.delta = time;
    }
    if (format == 0) {
      stream.timestamp = time;
    } else if (stream.payload == null) {
      stream.timestamp = (stream.timestamp + stream.delta) & 0xFFFFFFFFL;
    }
  }

  private static int number(ByteBuffer in) {
    return ((in.get() & 0xFF) << 16) | ((in.get() & 0xFF) << 8) | (in.get() & 0xFF);
  }
}
