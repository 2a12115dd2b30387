package io.av4j.testing;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A client of a {@link FaultProxy} and its connection to the server; for the proxy's thread. */
final class ProxiedConnection {
  private final SocketChannel client;
  private final SocketChannel server;
  private final SelectionKey clientKey;
  private final SelectionKey serverKey;
  private final Wire up;
  private final Wire down;
  private final long opensAt;

  ProxiedConnection(
      SocketChannel client,
      SocketAddress target,
      Selector selector,
      Wire up,
      Wire down,
      long opensAt)
      throws IOException {
    this.client = client;
    this.server = SocketChannel.open();
    this.up = up;
    this.down = down;
    this.opensAt = opensAt;
    for (SocketChannel channel : new SocketChannel[] {client, server}) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, FaultProxy.SOCKET_BUFFER);
    }
    server.setOption(StandardSocketOptions.SO_RCVBUF, FaultProxy.SOCKET_BUFFER);
    clientKey = client.register(selector, 0);
    serverKey = server.register(selector, 0);
    server.connect(target);
  }

  /** Moves what can be moved, and gives the time to come back if no socket asks before. */
  long turn(long now) {
    if (now < opensAt) {
      return opensAt;
    }
    try {
      if (server.isConnectionPending() && !server.finishConnect()) {
        serverKey.interestOps(SelectionKey.OP_CONNECT);
        return Long.MAX_VALUE;
      }
      up.move(client, server, now);
      down.move(server, client, now);
      if (up.isFinished() && down.isFinished()) {
        close();
        return Long.MAX_VALUE;
      }
      clientKey.interestOps(interest(up, down));
      serverKey.interestOps(interest(down, up));
      return Math.min(up.nextTurn(now), down.nextTurn(now));
    } catch (IOException e) {
      // One side has broken off, or is not there, and the other is told in the same way.
      reset();
      return Long.MAX_VALUE;
    }
  }

  private static int interest(Wire from, Wire to) {
    return (from.wantsToRead() ? SelectionKey.OP_READ : 0)
        | (to.wantsToWrite() ? SelectionKey.OP_WRITE : 0);
  }

  boolean isOpen() {
    return client.isOpen();
  }

  /** Tells the client that nothing more will come; what it sends still goes on. */
  void halfClose() throws IOException {
    down.cut();
    client.shutdownOutput();
  }

  /** Ends both sides with an RST. */
  void reset() {
    try {
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
      server.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // It was reset from outside.
    }
    close();
  }

  private void close() {
    try (client;
        server) {
      clientKey.cancel();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
