package io.av4j.rtmp;

import io.av4j.clock.NanoClock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an application on a server: handshake done, {@code connect} answered. What a
 * publisher and a player have in common; it serves one thread.
 */
final class RtmpSession implements AutoCloseable {
  /** Of what is sent; servers take up to 65,536. */
  private static final int CHUNK_SIZE = 60_000;

  /** Redirects and questions for a password together. */
  private static final int MOST_ATTEMPTS = 5;

  private static final NanoClock CLOCK = NanoClock.system();

  private final Wire wire;
  private final RtmpInbox inbox;
  private final ChunkWriter chunks = new ChunkWriter();
  private final String shown;
  private final long writeTimeout;
  private int transaction;

  private RtmpSession(Wire wire, String shown, RtmpOptions options, int mostBytes) {
    this.wire = wire;
    this.shown = shown;
    this.writeTimeout = options.writeTimeout().toNanos();
    this.inbox = new RtmpInbox(wire, shown, new ChunkReader(mostBytes), this::send);
  }

  /**
   * Connects, where the server sends the client and with the answers that it wants.
   *
   * @param mostBytes of a message of the server's
   */
  static RtmpSession open(RtmpUrl url, RtmpOptions options, long deadline, int mostBytes) {
    RtmpUrl target = url;
    String answer = "";
    for (int attempt = 1; ; attempt++) {
      try {
        return open(target, answer, options, deadline, mostBytes);
      } catch (RtmpRefusedException e) {
        RtmpUrl elsewhere = e.redirect().isEmpty() ? null : target.redirected(e.redirect());
        String next = RtmpAuthentication.answer(e.said(), target);
        if (attempt == MOST_ATTEMPTS || (elsewhere == null && next == null)) {
          throw e;
        }
        target = elsewhere == null ? target : elsewhere;
        answer = next == null ? answer : next;
      }
    }
  }

  private static RtmpSession open(
      RtmpUrl url, String answer, RtmpOptions options, long deadline, int mostBytes) {
    Wire wire = connected(url, options, deadline);
    try {
      RtmpSession session = new RtmpSession(wire, url.toString(), options, mostBytes);
      RtmpHandshake.perform(wire, session.inbox, deadline);
      session.connect(url.with(url.app() + answer, null), options, deadline);
      return session;
    } catch (RuntimeException | Error e) {
      wire.close();
      throw e;
    }
  }

  private static Wire connected(RtmpUrl url, RtmpOptions options, long deadline) {
    TcpWire tcp = TcpWire.connect(url, options, deadline);
    try {
      return url.tls()
          ? TlsWire.handshake(tcp, options.trust().engine(url), url.toString(), deadline)
          : tcp;
    } catch (RuntimeException | Error e) {
      tcp.close();
      throw e;
    }
  }

  private void connect(RtmpUrl url, RtmpOptions options, long deadline) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("app", url.app());
    about.put("type", "nonprivate");
    about.put("flashVer", options.flashVersion());
    about.put("tcUrl", url.tcUrl());
    if (!options.fourCcs().isEmpty()) {
      about.put("fourCcList", options.fourCcs());
    }
    inbox.awaitResult(command(0, "connect", deadline, about), deadline);
    send(RtmpMessage.ofInt(RtmpMessage.SET_CHUNK_SIZE, CHUNK_SIZE), deadline);
    chunks.chunkSize(CHUNK_SIZE);
  }

  /** Asks for a message stream; its number. */
  int createStream(long deadline) {
    int create = command(0, "createStream", deadline, (Object) null);
    Object number = inbox.awaitResult(create, deadline);
    return number instanceof Double id ? id.intValue() : 1;
  }

  /** Sends a command; the number that its result will bear. */
  int command(int stream, String name, long deadline, @Nullable Object... arguments) {
    transaction++;
    @Nullable Object[] all = new @Nullable Object[arguments.length + 2];
    all[0] = name;
    all[1] = transaction;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    send(new RtmpMessage(RtmpMessage.COMMAND, 0, stream, Amf0.write(all)), deadline);
    return transaction;
  }

  private void send(RtmpMessage message) {
    send(message, writeDeadline());
  }

  void send(RtmpMessage message, long deadline) {
    chunks.add(message);
    wire.write(chunks.take(), deadline);
  }

  /** Adds a message to what {@link #flush()} sends. */
  void add(RtmpMessage message) {
    if (!chunks.fits(message)) {
      flush();
    }
    chunks.add(message);
  }

  /** Sends what was added, in one system call. */
  void flush() {
    wire.write(chunks.take(), writeDeadline());
  }

  /** When a write that begins now is to be done. */
  long writeDeadline() {
    return CLOCK.nanoTime() + writeTimeout;
  }

  RtmpInbox inbox() {
    return inbox;
  }

  Wire wire() {
    return wire;
  }

  @Override
  public String toString() {
    return shown;
  }

  @Override
  public void close() {
    wire.close();
  }
}
