package io.av4j.rtmp;

import io.av4j.clock.NanoClock;
import io.av4j.internal.SocketFailure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** TLS by the JDK on a TCP connection, which it closes. */
final class TlsWire implements Wire {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final ByteBuffer[] NOTHING_AT_ALL = {NOTHING};

  private final TcpWire tcp;
  private final SSLEngine engine;
  private final String shown;
  // Each ready to be read from, but within a call.
  private ByteBuffer cipherIn;
  private ByteBuffer plainIn;
  private final ByteBuffer cipherOut;

  private TlsWire(TcpWire tcp, SSLEngine engine, String shown) {
    this.tcp = tcp;
    this.engine = engine;
    this.shown = shown;
    int record = engine.getSession().getPacketBufferSize();
    this.cipherIn = ByteBuffer.allocate(record).flip();
    this.cipherOut = ByteBuffer.allocate(record);
    this.plainIn = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
  }

  /**
   * Makes sure of the server.
   *
   * @param tcp taken over where this succeeds
   * @throws io.av4j.MediaIoException if it shows no certificate that is trusted, or speaks no TLS
   */
  static TlsWire handshake(TcpWire tcp, SSLEngine engine, String shown, long deadline) {
    TlsWire wire = new TlsWire(tcp, engine, shown);
    try {
      engine.beginHandshake();
      while (wire.step(deadline)) {
        // One flight after the other.
      }
      return wire;
    } catch (SSLException e) {
      throw SocketFailure.tls(e, shown);
    }
  }

  /** Whether the handshake goes on. */
  private boolean step(long deadline) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_WRAP -> wrap(NOTHING_AT_ALL, deadline);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        if (!unwrap(deadline)) {
          fill(deadline, "opening");
        }
      }
      case NEED_TASK -> work();
      case FINISHED, NOT_HANDSHAKING -> {
        return false;
      }
    }
    return true;
  }

  private void work() {
    Runnable task;
    while ((task = engine.getDelegatedTask()) != null) {
      task.run();
    }
  }

  private void fill(long deadline, String doing) {
    cipherIn.compact();
    try {
      tcp.readSome(cipherIn, deadline, doing);
    } finally {
      cipherIn.flip();
    }
  }

  /** Makes a record of what is there; whether there was a whole one. */
  private boolean unwrap(long deadline) throws SSLException {
    plainIn.compact();
    SSLEngineResult result;
    try {
      result = engine.unwrap(cipherIn, plainIn);
    } finally {
      plainIn.flip();
    }
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> {
        if (cipherIn.remaining() == cipherIn.capacity()) {
          cipherIn =
              ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).put(cipherIn).flip();
        }
        return false;
      }
      case BUFFER_OVERFLOW -> {
        int room = plainIn.remaining() + engine.getSession().getApplicationBufferSize();
        plainIn = ByteBuffer.allocate(room).put(plainIn).flip();
        return true;
      }
      case CLOSED -> throw new SSLException("the server has closed the connection");
      case OK -> {
        answer(result.getHandshakeStatus(), deadline);
        return true;
      }
    }
    return true;
  }

  /** What the protocol itself wants behind a record, amid what is sent. */
  private void answer(HandshakeStatus wanted, long deadline) throws SSLException {
    if (wanted == HandshakeStatus.NEED_TASK) {
      work();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      wrap(NOTHING_AT_ALL, deadline);
    }
  }

  /** Writes one record of these. */
  private void wrap(ByteBuffer[] plain, long deadline) throws SSLException {
    cipherOut.clear();
    SSLEngineResult result = engine.wrap(plain, cipherOut);
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      throw new SSLException("a record larger than was agreed on");
    }
    cipherOut.flip();
    if (cipherOut.hasRemaining()) {
      tcp.write(new ByteBuffer[] {cipherOut}, deadline);
    }
    if (result.getStatus() == Status.CLOSED && plain != NOTHING_AT_ALL) {
      throw new SSLException("the connection is closed");
    }
  }

  @Override
  public int read(ByteBuffer into) {
    try {
      while (!plainIn.hasRemaining()) {
        if (!unwrap(soon()) && !fillIfAny()) {
          return 0;
        }
      }
      return give(into);
    } catch (SSLException e) {
      throw SocketFailure.tls(e, shown);
    }
  }

  /**
   * For the few bytes of the protocol's own that go out where nobody has said how long it may take.
   */
  private static long soon() {
    return NanoClock.system().nanoTimeAfter(Duration.ofSeconds(1));
  }

  private boolean fillIfAny() {
    cipherIn.compact();
    try {
      return tcp.read(cipherIn) > 0;
    } finally {
      cipherIn.flip();
    }
  }

  private int give(ByteBuffer into) {
    int size = Math.min(into.remaining(), plainIn.remaining());
    into.put(plainIn.slice(plainIn.position(), size));
    plainIn.position(plainIn.position() + size);
    return size;
  }

  @Override
  public int readSome(ByteBuffer into, long deadline, String doing) {
    while (true) {
      int read = read(into);
      if (read > 0) {
        return read;
      }
      fill(deadline, doing);
    }
  }

  @Override
  public void write(ByteBuffer[] all, long deadline) {
    try {
      int first = 0;
      while (first < all.length) {
        if (all[first].hasRemaining()) {
          wrap(Arrays.copyOfRange(all, first, all.length), deadline);
        } else {
          first++;
        }
      }
    } catch (SSLException e) {
      throw SocketFailure.tls(e, shown);
    }
  }

  @Override
  public long written() {
    return tcp.written();
  }

  @Override
  public void end() {
    engine.closeOutbound();
    try {
      wrap(NOTHING_AT_ALL, soon());
    } catch (SSLException e) {
      throw SocketFailure.tls(e, shown);
    }
    tcp.end();
  }

  @Override
  public void close() {
    tcp.close();
  }
}
