package io.av4j.rtmp;

import io.av4j.MediaIoException;
import io.av4j.clock.NanoClock;
import io.av4j.flow.Sink;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;

/**
 * A client that publishes one stream: handshake, {@code connect}, {@code createStream}, {@code
 * publish}, and then messages of media.
 *
 * <p>It serves one thread and starts none; its opener closes it. Every call that waits has a
 * deadline from its {@link RtmpOptions}, and ends soon after the token's cancel or an interrupt
 * with {@link CancellationException}. Failures are {@link MediaIoException}, a refusal of the
 * server's {@link RtmpRefusedException}; nothing more can be sent then.
 *
 * <p>Source: RTMP specification 1.0; the order of the commands is that of FFmpeg and OBS.
 */
public final class RtmpPublisher implements AutoCloseable {
  private static final NanoClock CLOCK = NanoClock.system();

  private final RtmpSession session;
  private final String key;
  private int stream;

  private RtmpPublisher(RtmpSession session, String key) {
    this.session = session;
    this.key = key;
  }

  /**
   * Connects and publishes.
   *
   * @throws RtmpRefusedException if the server does not want the stream
   * @throws MediaIoException if there is no such server, or it speaks something else
   * @throws io.av4j.MediaTimeoutException if it does not answer in time
   * @throws CancellationException if cancelled or interrupted
   */
  public static RtmpPublisher connect(RtmpUrl url, RtmpOptions options) {
    long deadline = CLOCK.nanoTimeAfter(options.connectTimeout());
    RtmpSession session = RtmpSession.open(url, options, deadline, ChunkReader.FOR_PUBLISHERS);
    try {
      RtmpPublisher publisher = new RtmpPublisher(session, url.key());
      publisher.publish(deadline);
      return publisher;
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  private void publish(long deadline) {
    // Servers of Adobe's kind want to be told twice; the others answer nothing or an error.
    session.command(0, "releaseStream", deadline, null, key);
    session.command(0, "FCPublish", deadline, null, key);
    stream = session.createStream(deadline);
    session.command(stream, "publish", deadline, null, key, "live");
    session.inbox().awaitStatus("NetStream.Publish.Start", deadline);
  }

  /**
   * Adds a message of media to what {@link #flush()} sends.
   *
   * @param type 8 for audio, 9 for video, 18 for data: those of FLV's tags
   * @param timestamp in milliseconds, of 32 bits without a sign
   * @param payload the body of an FLV tag; lent until then, left as it is
   */
  public void write(int type, long timestamp, ByteBuffer payload) {
    session.add(new RtmpMessage(type, timestamp, stream, payload));
  }

  /**
   * Takes FLV as FFmpeg's muxer writes it, whole tags each time, and sends it. Its end sends
   * nothing; {@link #finish()} does.
   */
  public Sink<ByteBuffer> flv() {
    return new FlvTags(this);
  }

  /** Obeys what the server has said meanwhile, and sends what was written, in one system call. */
  public void flush() {
    session.inbox().look();
    session.flush();
  }

  /** Says that the stream ends here. */
  public void finish() {
    session.inbox().look();
    long deadline = session.writeDeadline();
    session.command(0, "FCUnpublish", deadline, null, key);
    session.command(0, "deleteStream", deadline, null, stream);
    try {
      // What is unread when a socket is closed makes the system cut off what was written.
      session.inbox().look();
      session.wire().end();
    } catch (MediaIoException e) {
      // The server was quicker to close, as it may now.
    }
  }

  /** Bytes that the system has taken for the server. */
  public long bytesWritten() {
    return session.wire().written();
  }

  /** Closes the connection. Idempotent. */
  @Override
  public void close() {
    session.close();
  }
}
