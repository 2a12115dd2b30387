package io.av4j.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A server on this machine that accepts everybody, may say something first, and then neither reads
 * nor writes.
 */
public final class SilentServer implements AutoCloseable {
  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final byte[] body;
  private final CountDownLatch silent = new CountDownLatch(1);

  private SilentServer(byte[] body, int receiveBuffer) throws IOException {
    this.body = body;
    server = new ServerSocket();
    if (receiveBuffer > 0) {
      server.setReceiveBufferSize(receiveBuffer);
    }
    server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    Thread thread = new Thread(this::serve, "silent-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** One that never says anything. */
  public static SilentServer mute() throws IOException {
    return new SilentServer(new byte[0], 0);
  }

  /** One that reads nothing and has little room for what comes. */
  public static SilentServer full() throws IOException {
    return new SilentServer(new byte[0], 4096);
  }

  /** One that answers an HTTP request with the beginning of a body ten times as long. */
  public static SilentServer http(byte[] beginning) throws IOException {
    return new SilentServer(beginning, 0);
  }

  /** The port it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** Waits until somebody has got all there is. */
  public void awaitSilence() throws InterruptedException {
    silent.await();
  }

  private void serve() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        if (body.length > 0) {
          answer(socket);
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        return;
      }
      request.append((char) c);
    }
    OutputStream out = socket.getOutputStream();
    out.write(
        ("HTTP/1.1 200 OK\r\nContent-Type: video/x-flv\r\nContent-Length: "
                + body.length * 10L
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
    silent.countDown();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
