package io.av4j.rtmp;

import io.av4j.MediaIoException;
import io.av4j.clock.NanoClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
  /** Of what is sent; servers take up to 65,536. */
  private static final int CHUNK_SIZE = 60_000;

  private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(100);
  private static final NanoClock CLOCK = NanoClock.system();

  private final RtmpSocket socket;
  private final RtmpInbox inbox;
  private final ChunkWriter chunks = new ChunkWriter();
  private final String shown;
  private final long writeTimeout;
  private int transaction;
  private int stream;
  private String key = "";
  private long nextLook;

  private RtmpPublisher(RtmpSocket socket, String shown, Duration writeTimeout) {
    this.socket = socket;
    this.shown = shown;
    this.inbox = new RtmpInbox(socket, this::send);
    this.writeTimeout = writeTimeout.toNanos();
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
    RtmpSocket socket = RtmpSocket.connect(url, options, deadline);
    try {
      RtmpPublisher publisher = new RtmpPublisher(socket, url.toString(), options.writeTimeout());
      RtmpHandshake.perform(socket, publisher.inbox, deadline);
      publisher.open(url, options, deadline);
      return publisher;
    } catch (RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  private void open(RtmpUrl url, RtmpOptions options, long deadline) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("app", url.app());
    about.put("type", "nonprivate");
    about.put("flashVer", options.flashVersion());
    about.put("tcUrl", url.tcUrl());
    if (!options.fourCcs().isEmpty()) {
      about.put("fourCcList", options.fourCcs());
    }
    inbox.awaitResult(command(0, "connect", deadline, about), "connecting to", shown, deadline);
    send(RtmpMessage.ofInt(RtmpMessage.SET_CHUNK_SIZE, CHUNK_SIZE), deadline);
    chunks.chunkSize(CHUNK_SIZE);
    key = url.key();
    // Servers of Adobe's kind want to be told twice; the others answer nothing or an error.
    command(0, "releaseStream", deadline, null, key);
    command(0, "FCPublish", deadline, null, key);
    int create = command(0, "createStream", deadline, (Object) null);
    Object number = inbox.awaitResult(create, "publishing to", shown, deadline);
    stream = number instanceof Double id ? id.intValue() : 1;
    command(stream, "publish", deadline, null, key, "live");
    inbox.awaitPublishing(shown, deadline);
  }

  private int command(int on, String name, long deadline, @Nullable Object... arguments) {
    transaction++;
    @Nullable Object[] all = new @Nullable Object[arguments.length + 2];
    all[0] = name;
    all[1] = transaction;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    send(new RtmpMessage(RtmpMessage.COMMAND, 0, on, Amf0.write(all)), deadline);
    return transaction;
  }

  private void send(RtmpMessage message) {
    send(message, CLOCK.nanoTime() + writeTimeout);
  }

  private void send(RtmpMessage message, long deadline) {
    chunks.add(message);
    socket.write(chunks.take(), deadline);
  }

  /**
   * Adds a message of media to what {@link #flush()} sends.
   *
   * @param type 8 for audio, 9 for video, 18 for data: those of FLV's tags
   * @param timestamp in milliseconds, of 32 bits without a sign
   * @param payload the body of an FLV tag; lent until then, left as it is
   */
  public void write(int type, long timestamp, ByteBuffer payload) {
    RtmpMessage message = new RtmpMessage(type, timestamp, stream, payload);
    if (!chunks.fits(message)) {
      flush();
    }
    chunks.add(message);
  }

  /** Obeys what the server has said meanwhile, and sends what was written, in one system call. */
  public void flush() {
    long now = CLOCK.nanoTime();
    ByteBuffer[] all = chunks.take();
    if (now - nextLook >= 0) {
      nextLook = now + LOOK_EVERY;
      inbox.look(shown);
    }
    socket.write(all, now + writeTimeout);
  }

  /** Says that the stream ends here. */
  public void finish() {
    long deadline = CLOCK.nanoTime() + writeTimeout;
    command(0, "FCUnpublish", deadline, null, key);
    command(0, "deleteStream", deadline, null, stream);
    try {
      // What is unread when a socket is closed makes the system cut off what was written.
      inbox.look(shown);
      socket.end();
    } catch (MediaIoException e) {
      // The server was quicker to close, as it may now.
    }
  }

  /** Bytes that the system has taken for the server. */
  public long bytesWritten() {
    return socket.written();
  }

  /** Closes the connection. Idempotent. */
  @Override
  public void close() {
    socket.close();
  }
}
