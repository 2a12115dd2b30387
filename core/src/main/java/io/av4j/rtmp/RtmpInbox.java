package io.av4j.rtmp;

import io.av4j.internal.SocketFailure;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the server says: obeys what is about the protocol, and finds the answers that are waited
 * for. It serves the publisher's thread.
 */
final class RtmpInbox {
  private static final int ROOM = 16 << 10;
  // More are read when these are taken.
  private static final int MOST_MEDIA = 64;
  private static final Set<String> ENDS =
      Set.of("NetStream.Play.Stop", "NetStream.Play.UnpublishNotify", "NetStream.Play.Complete");
  private static final short STREAM_EOF = 1;
  private static final short PING = 6;
  private static final short PONG = 7;
  private static final int PONG_BYTES = 6;

  private final Wire wire;
  private final Consumer<RtmpMessage> replies;
  private final ChunkReader chunks;
  private final String shown;
  // For a player; a publisher gets none.
  private final Deque<RtmpMessage> media = new ArrayDeque<>();
  // Ready to be read from, always.
  private final ByteBuffer in = ByteBuffer.allocate(ROOM).flip();
  private boolean reading;
  private boolean ended;
  private long read;
  private long acknowledged;
  private long window = Long.MAX_VALUE;

  /**
   * An inbox.
   *
   * @param shown the server, without secrets
   * @param chunks puts messages together
   * @param replies sends what the protocol demands
   */
  RtmpInbox(Wire wire, String shown, ChunkReader chunks, Consumer<RtmpMessage> replies) {
    this.wire = wire;
    this.shown = shown;
    this.chunks = chunks;
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
      return new RtmpRefusedException(
          where, code.isEmpty() ? name : code, field("description"), redirect());
    }

    /** Where the server sends the client, as Adobe's say it; empty for nowhere. */
    private String redirect() {
      Map<?, ?> fields = status();
      return fields != null && fields.get("ex") instanceof Map<?, ?> more
          ? Objects.toString(more.get("redirect"), "")
          : "";
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
      read += wire.readSome(in, deadline, reading ? "reading" : "opening");
    } finally {
      in.flip();
    }
  }

  /** Reads what has come, if anything. */
  private boolean fillIfAny() {
    in.compact();
    try {
      int now = wire.read(in);
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
      switch (message.type()) {
        case RtmpMessage.COMMAND -> {
          return answer(message.payload());
        }
        case RtmpMessage.AUDIO, RtmpMessage.VIDEO, RtmpMessage.DATA -> media.add(message);
        case RtmpMessage.AGGREGATE -> FlvAggregate.split(message, media::add);
        default -> obey(message);
      }
      if (media.size() > MOST_MEDIA) {
        return null;
      }
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
      case RtmpMessage.USER_CONTROL -> control(payload);
      default -> {
        // Of no use to a publisher.
      }
    }
  }

  private void control(ByteBuffer payload) {
    if (payload.remaining() < PONG_BYTES) {
      return;
    }
    int start = payload.position();
    switch (payload.getShort(start)) {
      case STREAM_EOF -> ended = true;
      case PING -> {
        ByteBuffer pong = ByteBuffer.allocate(PONG_BYTES).putShort(PONG);
        pong.putInt(payload.getInt(start + Short.BYTES)).flip();
        replies.accept(new RtmpMessage(RtmpMessage.USER_CONTROL, 0, 0, pong));
      }
      default -> {
        // Of no use.
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
  @Nullable Object awaitResult(int transaction, long deadline) {
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
        throw SocketFailure.protocol("rtmp", shown + ": the server has closed the connection");
      }
    }
  }

  /** Waits for a word about the stream, such as that it may begin. */
  void awaitStatus(String code, long deadline) {
    while (true) {
      Answer answer = await(deadline);
      if (answer.name().equals("onStatus")) {
        if (answer.isError()) {
          throw answer.refusal(shown);
        }
        if (answer.field("code").equals(code)) {
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
  void look() {
    while (fillIfAny()) {
      Answer answer;
      while ((answer = next()) != null) {
        if (answer.name().equals("onStatus") && answer.isError()) {
          throw answer.refusal(shown);
        }
      }
      media.clear();
    }
  }

  /** Waits for media; null where the server says that the stream has ended. */
  @Nullable RtmpMessage awaitMedia(long deadline) {
    reading = true;
    while (media.isEmpty()) {
      Answer answer = next();
      if (answer != null && answer.name().equals("onStatus")) {
        if (answer.isError()) {
          throw answer.refusal(shown);
        }
        if (ENDS.contains(answer.field("code"))) {
          return null;
        }
      } else if (answer == null && media.isEmpty()) {
        if (ended) {
          return null;
        }
        fill(deadline);
      }
    }
    return media.poll();
  }
}
