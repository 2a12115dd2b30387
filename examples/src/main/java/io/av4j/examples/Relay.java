package io.av4j.examples;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * A port that takes one connection at once, and carries its bytes to another port of this machine
 * and back. The other may begin to listen later, so that nobody has to know when it does.
 */
final class Relay implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long RETRY_MILLIS = 10;

  private final ServerSocket door;
  private final int to;
  private final Deque<Closeable> open = new ArrayDeque<>();
  private boolean closed;

  private Relay(ServerSocket door, int to) {
    this.door = door;
    this.to = to;
  }

  /** Listens from now on, for one connection to that port. */
  static Relay to(int port) throws IOException {
    ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Relay relay = new Relay(door, port);
    relay.opened(door);
    start("relay", relay::run);
    return relay;
  }

  /** Where it listens. */
  int port() {
    return door.getLocalPort();
  }

  private static Thread start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void run() {
    try (Socket caller = opened(door.accept())) {
      // A second caller is refused.
      door.close();
      try (Socket server = opened(connect())) {
        Thread back = start("relay-back", () -> carry(server, caller));
        carry(caller, server);
        // Closing before all has been read would take from the server what it has not read either.
        back.join(PATIENCE.toMillis());
      }
    } catch (IOException e) {
      // One side has gone, and by the closing the other is told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Socket connect() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), to);
      } catch (ConnectException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Carries all there is, and then the end. */
  private static void carry(Socket from, Socket to) {
    try {
      from.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // As above.
    }
  }

  private <C extends Closeable> C opened(C item) throws IOException {
    synchronized (open) {
      if (!closed) {
        open.push(item);
        return item;
      }
    }
    item.close();
    throw new IOException("closed");
  }

  @Override
  public void close() {
    synchronized (open) {
      closed = true;
      for (Closeable item : open) {
        try {
          item.close();
        } catch (IOException e) {
          // There is nothing left to lose.
        }
      }
    }
  }
}
