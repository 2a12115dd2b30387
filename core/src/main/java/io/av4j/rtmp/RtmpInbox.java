package io.av4j.rtmp;

import io.av4j.internal.SocketFailure;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the server says: obeys what is about the protocol, and finds the answers that are waited
 * for. It serves the publisher's thread.
 */
final class RtmpInbox {
  private static final int ROOM = 4096;
  private static final int PING = 6;
  private static final int PONG = 7;
  private static final int PONG_BYTES = 6;

  private final RtmpSocket socket;
  private final Consumer<RtmpMessage> replies;
  private final ChunkReader chunks = new ChunkReader();
  // Ready to be read from, always.
  private final ByteBuffer in = ByteBuffer.allocate(ROOM).flip();
  private long read;
  private long acknowledged;
  private long window = Long.MAX_VALUE;

  /**
   * An inbox.
   *
   * @param replies sends what the protocol demands
   */
  RtmpInbox(RtmpSocket socket, Consumer<RtmpMessage> replies) {
    this.socket = socket;
    this.replies = replies;
  }

  /** A command, as far as it is understood. */
  private record Answer(String name, int transaction, @Nullable Object last) {
    @Nullable Map<?, ?> status() {
      return last instanceof Map<?, ?> fields ? fields : null;
    }

    String field(String name) {
      Map<?, ?> fields = status();
      return fields == null ? "" : Objects.toString(fields.get(name), "");
    }

    boolean isError() {
      return name.equals("_error") || field("level").equals("error");
    }

    RtmpRefusedException refusal(String where) {
      String code = field("code");
      return new RtmpRefusedException(where, code.isEmpty() ? name : code, field("description"));
    }
  }

  /** Bytes that are no chunks: the handshake's. */
  ByteBuffer take(int count, long deadline) {
    ByteBuffer taken = ByteBuffer.allocate(count);
    while (taken.hasRemaining()) {
      if (!in.hasRemaining()) {
        fill(deadline);
      }
      int size = Math.min(in.remaining(), taken.remaining());
      taken.put(in.slice(in.position(), size));
      in.position(in.position() + size);
    }
    return taken.flip();
  }

  /** Waits until something has come. */
  private void fill(long deadline) {
    in.compact();
    try {
      read += socket.readSome(in, deadline, "waiting for");
    } finally {
      in.flip();
    }
  }

  /** Reads what has come, if anything. */
  private boolean fillIfAny() {
    in.compact();
    try {
      int now = socket.read(in);
      read += now;
      return now > 0;
    } finally {
      in.flip();
    }
  }

  /** The next command, or null where more bytes are needed. */
  private @Nullable Answer next() {
    RtmpMessage message;
    while ((message = chunks.next(in)) != null) {
      acknowledge();
      if (message.type() == RtmpMessage.COMMAND) {
        return answer(message.payload());
      }
      obey(message);
    }
    acknowledge();
    return null;
  }

  private static Answer answer(ByteBuffer payload) {
    List<@Nullable Object> values = Amf0.read(payload);
    if (values.isEmpty() || !(values.get(0) instanceof String name)) {
      throw SocketFailure.protocol("rtmp", "a command without a name from the server");
    }
    // FFmpeg's own server gives some of its commands a name alone.
    double transaction = values.size() > 1 && values.get(1) instanceof Double id ? id : 0;
    return new Answer(name, (int) transaction, values.get(values.size() - 1));
  }

  private void acknowledge() {
    if (read - acknowledged >= window) {
      acknowledged = read;
      replies.accept(RtmpMessage.ofInt(RtmpMessage.ACKNOWLEDGEMENT, (int) read));
    }
  }

  private void obey(RtmpMessage message) {
    ByteBuffer payload = message.payload();
    switch (message.type()) {
      case RtmpMessage.SET_CHUNK_SIZE -> chunks.chunkSize(number(payload));
      case RtmpMessage.ABORT -> chunks.abort(number(payload));
      case RtmpMessage.WINDOW_ACKNOWLEDGEMENT_SIZE ->
          // Half of it, so that the server never waits.
          window = Math.max(1, Integer.toUnsignedLong(number(payload)) / 2);
      case RtmpMessage.USER_CONTROL -> {
        if (payload.remaining() >= PONG_BYTES && payload.getShort(payload.position()) == PING) {
          ByteBuffer pong = ByteBuffer.allocate(PONG_BYTES).putShort((short) PONG);
          pong.putInt(payload.getInt(payload.position() + Short.BYTES)).flip();
          replies.accept(new RtmpMessage(RtmpMessage.USER_CONTROL, 0, 0, pong));
        }
      }
      default -> {
        // Of no use to a publisher.
      }
    }
  }

  private static int number(ByteBuffer payload) {
    if (payload.remaining() < Integer.BYTES) {
      throw SocketFailure.protocol("rtmp", "a message about the protocol that is cut off");
    }
    return payload.getInt(payload.position());
  }

  private Answer await(long deadline) {
    Answer answer;
    while ((answer = next()) == null) {
      fill(deadline);
    }
    return answer;
  }

  /** Waits for the result of a command: its last value. */
  @Nullable Object awaitResult(int transaction, String doing, String shown, long deadline) {
    while (true) {
      Answer answer = await(deadline);
      boolean ours = answer.transaction() == transaction;
      boolean refused = answer.name().equals("onStatus") && answer.isError();
      if (refused || (ours && answer.isError())) {
        throw answer.refusal(shown);
      }
      if (ours && answer.name().equals("_result")) {
        return answer.last();
      }
      if (answer.name().equals("close")) {
        throw SocketFailure.protocol(
            "rtmp", doing + " " + shown + ": the server has closed the connection");
      }
    }
  }

  /** Waits for the word that the stream may begin. */
  void awaitPublishing(String shown, long deadline) {
    while (true) {
      Answer answer = await(deadline);
      if (answer.name().equals("onStatus")) {
        if (answer.isError()) {
          throw answer.refusal(shown);
        }
        if (answer.field("code").equals("NetStream.Publish.Start")) {
          return;
        }
      }
    }
  }

  /**
   * Obeys what has come while media was sent; does not wait.
   *
   * @throws RtmpRefusedException if the server does not want the stream any more
   */
  void look(String shown) {
    while (fillIfAny()) {
      Answer answer;
      while ((answer = next()) != null) {
        if (answer.name().equals("onStatus") && answer.isError()) {
          throw answer.refusal(shown);
        }
      }
    }
  }
}
