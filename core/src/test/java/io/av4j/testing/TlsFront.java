package io.av4j.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes TLS connections and hands on what comes through them to a server that speaks without TLS.
 * Whoever starts it closes it, which ends its connections and threads.
 */
public final class TlsFront implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 10_000;

  private final ServerSocket server;
  private final int behind;
  private final List<Socket> sockets = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private TlsFront(TestCertificate certificate, int behind) throws IOException {
    this.behind = behind;
    server = certificate.server().getServerSocketFactory().createServerSocket();
    server.bind(new InetSocketAddress(LoopbackPort.ADDRESS, LoopbackPort.free()));
    run(this::accept);
  }

  /** Starts one before a server on this machine. */
  public static TlsFront start(TestCertificate certificate, int behind) throws IOException {
    return new TlsFront(certificate, behind);
  }

  /** The port that takes TLS connections. */
  public int port() {
    return server.getLocalPort();
  }

  private synchronized void run(Runnable task) {
    Thread thread = new Thread(task, "tls-front");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private synchronized Socket keep(Socket socket) {
    sockets.add(socket);
    return socket;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = keep(server.accept());
        Socket inner = keep(new Socket(LoopbackPort.ADDRESS, behind));
        run(() -> copy(client, inner));
        run(() -> copy(inner, client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // Closed, or the handshake failed; the other side hears of it by the close.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    List<Thread> all;
    synchronized (this) {
      for (Socket socket : sockets) {
        socket.close();
      }
      all = List.copyOf(threads);
    }
    for (Thread thread : all) {
      try {
        thread.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive()) {
        throw new AssertionError("a TLS front does not end");
      }
    }
  }
}
