package io.av4j.rtmp;

import io.av4j.clock.NanoClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A client that plays one stream: handshake, {@code connect}, {@code createStream}, {@code play},
 * and then messages of media.
 *
 * <p>It serves one thread and starts none; its opener closes it. Deadlines, cancels and failures
 * are those of {@link RtmpPublisher}.
 */
public final class RtmpPlayer implements AutoCloseable {
  private static final NanoClock CLOCK = NanoClock.system();
  private static final short SET_BUFFER_LENGTH = 3;
  private static final int BUFFER_MILLIS = 3000;

  /** What is live under that name, else what is recorded. */
  private static final int ANYTHING = -2000;

  private final RtmpSession session;
  private final int stream;

  /**
   * What came of a stream.
   *
   * @param type 8 for audio, 9 for video, 18 for data: those of FLV's tags
   * @param timestamp in milliseconds, of 32 bits without a sign
   * @param body as in an FLV tag; the receiver's to keep
   */
  public record Tag(int type, long timestamp, ByteBuffer body) {}

  private RtmpPlayer(RtmpSession session, int stream) {
    this.session = session;
    this.stream = stream;
  }

  /**
   * Connects and asks for the stream. Whether there is one shows in the first {@link #read}.
   *
   * @throws RtmpRefusedException if the server does not want us
   * @throws io.av4j.MediaIoException if there is no such server, or it speaks something else
   * @throws io.av4j.MediaTimeoutException if it does not answer in time
   * @throws CancellationException if cancelled or interrupted
   */
  public static RtmpPlayer connect(RtmpUrl url, RtmpOptions options) {
    long deadline = CLOCK.nanoTimeAfter(options.connectTimeout());
    RtmpSession session = RtmpSession.open(url, options, deadline, ChunkReader.FOR_PLAYERS);
    try {
      int stream = session.createStream(deadline);
      session.command(stream, "play", deadline, null, url.key(), ANYTHING);
      ByteBuffer buffer = ByteBuffer.allocate(Short.BYTES + 2 * Integer.BYTES);
      buffer.putShort(SET_BUFFER_LENGTH).putInt(stream).putInt(BUFFER_MILLIS).flip();
      session.send(new RtmpMessage(RtmpMessage.USER_CONTROL, 0, 0, buffer), deadline);
      return new RtmpPlayer(session, stream);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /**
   * Waits for what comes next.
   *
   * @return null where the publisher has ended the stream
   * @throws RtmpRefusedException if there is no such stream
   * @throws io.av4j.MediaTimeoutException if nothing came in that time; more may come
   */
  public @Nullable Tag read(Duration timeout) {
    RtmpMessage message = session.inbox().awaitMedia(CLOCK.nanoTimeAfter(timeout));
    return message == null ? null : new Tag(message.type(), message.timestamp(), message.payload());
  }

  /** Closes the connection. Idempotent. */
  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return session + " stream " + stream;
  }
}
