package io.av4j.rtmp;

import io.av4j.CancelToken;
import io.av4j.MediaIoException;
import io.av4j.MediaTimeoutException;
import io.av4j.clock.NanoClock;
import io.av4j.internal.HostLookup;
import io.av4j.internal.SocketFailure;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection whose every wait has a deadline and ends at a cancel or an interrupt. It serves
 * one thread, but for the token's cancel; its opener closes it.
 */
final class TcpWire implements Wire {
  private static final NanoClock CLOCK = NanoClock.system();

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final String shown;
  private final @Nullable CancelToken token;
  private final CancelToken.@Nullable Registration registration;
  private long written;

  private TcpWire(
      SocketChannel channel, Selector selector, String shown, @Nullable CancelToken token)
      throws IOException {
    this.channel = channel;
    this.selector = selector;
    this.shown = shown;
    this.token = token;
    this.key = channel.register(selector, 0);
    this.registration = token == null ? null : token.onCancel(selector::wakeup);
  }

  /**
   * Connects to the first of the host's addresses that answers, each for its share of the time.
   *
   * @throws MediaIoException if none does
   * @throws MediaTimeoutException if the time is over
   * @throws CancellationException if cancelled or interrupted
   */
  static TcpWire connect(RtmpUrl url, RtmpOptions options, long deadline) {
    String shown = url.toString();
    @Nullable CancelToken token = options.token();
    Duration left = Duration.ofNanos(Math.max(1, deadline - CLOCK.nanoTime()));
    InetAddress[] addresses =
        HostLookup.find(url.host(), left, () -> requireWanted(token, "looking up", shown));
    for (int i = 0; ; i++) {
      long now = CLOCK.nanoTime();
      long share = now + (deadline - now) / (addresses.length - i);
      try {
        return connect(new InetSocketAddress(addresses[i], url.port()), options, shown, share);
      } catch (MediaIoException e) {
        if (i == addresses.length - 1) {
          throw e;
        }
      }
    }
  }

  private static TcpWire connect(
      InetSocketAddress address, RtmpOptions options, String shown, long deadline) {
    try {
      SocketChannel channel = SocketChannel.open();
      Selector selector = null;
      TcpWire socket = null;
      try {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (options.sendBuffer() > 0) {
          channel.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBuffer());
        }
        selector = Selector.open();
        socket = new TcpWire(channel, selector, shown, options.token());
        if (!channel.connect(address)) {
          socket.await(SelectionKey.OP_CONNECT, deadline, "opening");
          channel.finishConnect();
        }
        return socket;
      } catch (IOException | RuntimeException e) {
        closeAll(socket, channel, selector);
        throw e;
      }
    } catch (IOException e) {
      throw failure(e, "connect", shown);
    }
  }

  private static void closeAll(
      @Nullable TcpWire socket, SocketChannel channel, @Nullable Selector selector)
      throws IOException {
    if (socket != null) {
      socket.close();
    }
    channel.close();
    if (selector != null) {
      selector.close();
    }
  }

  /** What a failed call means. */
  static RuntimeException failure(IOException e, String call, String shown) {
    if (e instanceof ClosedByInterruptException) {
      CancellationException cancelled =
          new CancellationException("thread interrupted at " + call + " of " + shown);
      cancelled.initCause(e);
      return cancelled;
    }
    return SocketFailure.of(e, call, shown);
  }

  private static void requireWanted(@Nullable CancelToken token, String doing, String shown) {
    if (token != null && token.isCancelled()) {
      throw new CancellationException("cancelled while " + doing + " " + shown);
    }
  }

  private void await(int operation, long deadline, String doing) throws IOException {
    key.interestOps(operation);
    while (true) {
      requireWanted(token, doing, shown);
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("thread interrupted while " + doing + " " + shown);
      }
      long left = deadline - CLOCK.nanoTime();
      if (left <= 0) {
        throw new MediaTimeoutException("deadline passed while " + doing + " " + shown);
      }
      int ready = selector.select(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      selector.selectedKeys().clear();
      if (ready > 0) {
        return;
      }
    }
  }

  @Override
  public int read(ByteBuffer into) {
    try {
      int read = channel.read(into);
      if (read < 0) {
        throw new EOFException("the server has closed the connection");
      }
      return read;
    } catch (IOException e) {
      throw failure(e, "read", shown);
    }
  }

  @Override
  public int readSome(ByteBuffer into, long deadline, String doing) {
    while (true) {
      int read = read(into);
      if (read > 0) {
        return read;
      }
      try {
        await(SelectionKey.OP_READ, deadline, doing);
      } catch (IOException e) {
        throw failure(e, "read", shown);
      }
    }
  }

  @Override
  public void write(ByteBuffer[] all, long deadline) {
    try {
      requireWanted(token, "writing", shown);
      int first = 0;
      while (true) {
        written += channel.write(all, first, all.length - first);
        while (first < all.length && !all[first].hasRemaining()) {
          first++;
        }
        if (first == all.length) {
          return;
        }
        await(SelectionKey.OP_WRITE, deadline, "writing");
      }
    } catch (IOException e) {
      throw failure(e, "write", shown);
    }
  }

  @Override
  public long written() {
    return written;
  }

  @Override
  public void end() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      throw failure(e, "shutdown", shown);
    }
  }

  @Override
  public void close() {
    if (registration != null) {
      registration.close();
    }
    try (selector;
        channel) {
      // Each is closed, also where the other one fails.
      key.cancel();
    } catch (IOException e) {
      // Nothing more can be done; the descriptor is gone.
    }
  }
}
