package io.av4j.benchmarks.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A link that can be cut: a TCP relay to a port of this machine. While cut it reads nothing and
 * hands nothing on, in both directions, and a new connection gets no further than the system's
 * queue; ends of connections do not come through either. Its receive buffers are small, so that a
 * sender's own are what fills.
 */
final class Link implements AutoCloseable {
  private static final int SOCKET_BUFFER = 16 << 10;
  private static final int PIECE = 4096;

  private final ServerSocket listener = new ServerSocket();
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean cut;

  private Link(int target) throws IOException {
    this.target = target;
    // Before it listens: connections take it over.
    listener.setReceiveBufferSize(SOCKET_BUFFER);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Opens a link to a port. */
  static Link to(int port) throws IOException {
    Link link = new Link(port);
    begin("link", link::accept);
    return link;
  }

  /** The port to connect to. */
  int port() {
    return listener.getLocalPort();
  }

  /** Lets nothing through. */
  void cut() {
    set(true);
  }

  /** Lets all go on where it was. */
  void mend() {
    set(false);
  }

  private void set(boolean newCut) {
    lock.lock();
    try {
      cut = newCut;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitWhole() {
    lock.lock();
    try {
      while (cut) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        begin("link of " + client.getPort(), () -> connect(client));
      } catch (IOException e) {
        // Closed, or the client has gone already.
      }
    }
  }

  private void connect(Socket client) {
    awaitWhole();
    Socket server = new Socket();
    open.add(server);
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      begin("link to " + client.getPort(), () -> copy(server, client));
      copy(client, server);
    } catch (IOException e) {
      end(client, server);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int length;
      while ((length = in.read(piece)) >= 0) {
        awaitWhole();
        out.write(piece, 0, length);
      }
    } catch (IOException e) {
      // Ended by either side.
    }
    awaitWhole();
    end(from, to);
  }

  private void end(Socket... sockets) {
    for (Socket socket : sockets) {
      open.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        // It is of no use any more either way.
      }
    }
  }

  private static void begin(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    mend();
    end(open.toArray(Socket[]::new));
  }
}
