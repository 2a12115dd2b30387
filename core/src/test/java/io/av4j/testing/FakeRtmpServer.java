package io.av4j.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An RTMP server on this machine that takes what is published to it, or misbehaves as a {@link
 * RtmpScript} says. It keeps what came, without the media itself.
 *
 * <p>Its receive buffers are small, so that a script that reads no more is felt soon. It is for any
 * thread; whoever starts it closes it, which ends its connections and threads.
 */
public final class FakeRtmpServer implements AutoCloseable {
  private static final int RECEIVE_BUFFER = 16 * 1024;
  private static final int BACKLOG = 200;
  private static final long PATIENCE_MILLIS = 10_000;

  private final ServerSocket server;
  private final Thread acceptor;
  private final List<RtmpSession> sessions = new ArrayList<>();
  private final Map<RtmpConversation, Thread> running = new LinkedHashMap<>();
  private List<RtmpScript> scripts;

  private FakeRtmpServer(List<RtmpScript> scripts) throws IOException {
    this.scripts = scripts;
    server = new ServerSocket();
    server.setReceiveBufferSize(RECEIVE_BUFFER);
    server.bind(new InetSocketAddress(LoopbackPort.ADDRESS, LoopbackPort.free()), BACKLOG);
    acceptor = new Thread(this::accept, "fake-rtmp-server");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** Starts a server: its first connection gets the first script, all behind the last the last. */
  public static FakeRtmpServer start(RtmpScript first, RtmpScript... then) throws IOException {
    return new FakeRtmpServer(inOrder(first, then));
  }

  private static List<RtmpScript> inOrder(RtmpScript first, RtmpScript... then) {
    List<RtmpScript> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(then));
    return all;
  }

  /** Gives the connections that come from now on other scripts. */
  public synchronized void play(RtmpScript first, RtmpScript... then) {
    scripts = inOrder(first, then);
  }

  /** The port it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** An address to publish to. */
  public String url(String stream) {
    return "rtmp://127.0.0.1:" + port() + "/app/" + stream;
  }

  /** The connections so far, in the order they came. */
  public synchronized List<RtmpSession> sessions() {
    return List.copyOf(sessions);
  }

  /** Waits for a connection, counted from 0. */
  public RtmpSession awaitSession(int index) {
    Await.until(() -> sessions().size() > index, () -> "no connection " + index);
    return sessions().get(index);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        serve(socket);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private synchronized void serve(Socket socket) throws IOException {
    RtmpScript script = scripts.size() == 1 ? scripts.get(0) : scripts.remove(0);
    RtmpSession session = new RtmpSession();
    RtmpConversation conversation = new RtmpConversation(socket, script, session);
    Thread thread = new Thread(conversation::run, "fake-rtmp-connection");
    thread.setDaemon(true);
    thread.start();
    sessions.add(session);
    running.values().removeIf(old -> !old.isAlive());
    running.put(conversation, thread);
  }

  /** Resets all connections; new ones are taken. */
  public void dropAll() throws IOException {
    Map<RtmpConversation, Thread> all;
    synchronized (this) {
      all = Map.copyOf(running);
    }
    for (RtmpConversation conversation : all.keySet()) {
      conversation.end();
    }
    all.values().forEach(FakeRtmpServer::join);
  }

  @Override
  public void close() throws IOException {
    server.close();
    join(acceptor);
    dropAll();
  }

  private static void join(Thread thread) {
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new AssertionError(thread.getName() + " does not end");
    }
  }
}
