package io.av4j.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An RTMP server whose first answer is a list in a list in a list. Whoever starts it closes it,
 * which ends its connections and threads.
 */
public final class NestingServer implements AutoCloseable {
  private static final int HANDSHAKE = 1536;
  private static final int LEVEL = 5;

  private final ServerSocket server;
  private final int depth;
  private final List<Socket> sockets = new ArrayList<>();

  private NestingServer(int depth) throws IOException {
    this.depth = depth;
    server = new ServerSocket(0, 50, LoopbackPort.ADDRESS);
    run(this::accept);
  }

  /** Starts one that answers that many lists. */
  public static NestingServer start(int depth) throws IOException {
    return new NestingServer(depth);
  }

  /** An address to publish to or to play from. */
  public String url() {
    return "rtmp://127.0.0.1:" + server.getLocalPort() + "/live/key";
  }

  private static void run(Runnable task) {
    Thread thread = new Thread(task, "nesting-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        synchronized (this) {
          sockets.add(socket);
        }
        run(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      byte[] hello = in.readNBytes(1 + HANDSHAKE);
      ByteBuffer reply = ByteBuffer.allocate(1 + 2 * HANDSHAKE).put((byte) 3);
      out.write(reply.put(new byte[HANDSHAKE]).put(hello, 1, HANDSHAKE).array());
      in.readNBytes(HANDSHAKE);
      byte[] name = "onStatus".getBytes(StandardCharsets.US_ASCII);
      int size = 3 + name.length + depth * LEVEL + 1;
      ByteBuffer all = ByteBuffer.allocate(16 + 12 + size);
      // Chunks of any size, and then the command in one.
      all.put((byte) 2).put(new byte[] {0, 0, 0, 0, 0, 4, 1}).putInt(0).putInt(0x7FFFFF);
      all.put((byte) 3).put(new byte[3]).put((byte) (size >> 16)).putShort((short) size);
      all.put((byte) 20).putInt(0).put((byte) 2).putShort((short) name.length).put(name);
      for (int i = 0; i < depth; i++) {
        all.put((byte) 10).putInt(1);
      }
      out.write(all.put((byte) 5).array());
      out.flush();
      in.read();
    } catch (IOException e) {
      // The client broke off, as it should.
    }
  }

  @Override
  public synchronized void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
