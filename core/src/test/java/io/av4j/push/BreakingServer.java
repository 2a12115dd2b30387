package io.av4j.push;

import io.av4j.testing.LoopbackPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP server that sends a clip in one burst, then nothing more, and breaks the connection off
 * when told to. For any thread; the opener closes it.
 */
final class BreakingServer implements AutoCloseable {
  private final ServerSocket server;
  private final byte[] body;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private BreakingServer(byte[] body) throws IOException {
    this.body = body;
    this.server = new ServerSocket(0, 50, LoopbackPort.ADDRESS);
    start(this::accept);
  }

  /** Serves that clip. */
  static BreakingServer of(Path clip) throws IOException {
    return new BreakingServer(Files.readAllBytes(clip));
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/live.flv";
  }

  private synchronized void start(Runnable body) {
    Thread thread = new Thread(body, "breaking-server");
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        start(() -> answer(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void answer(Socket socket) {
    try {
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
      // Longer than what follows: the end of the connection is not the end of the body.
      String head =
          "HTTP/1.1 200 OK\r\nContent-Type: video/x-flv\r\nContent-Length: 99999999\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
    } catch (IOException e) {
      // Broken off.
    }
  }

  /** Resets all connections; new ones are served. */
  void breakOff() throws IOException {
    for (Socket socket : sockets) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    breakOff();
  }
}
