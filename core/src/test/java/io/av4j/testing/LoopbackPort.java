package io.av4j.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that go away and come back.
 *
 * <p>They lie below those that the system gives to clients; else a client that calls a server which
 * is away could be given the server's port, and would then reach itself.
 */
public final class LoopbackPort {
  /** The address that such servers listen on, {@code 127.0.0.1}. */
  public static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;
  private static final int TRIES = 100;

  private LoopbackPort() {}

  /** A port that nobody listens on now. */
  public static int free() throws IOException {
    IOException last = null;
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(ADDRESS, port));
        return port;
      } catch (IOException e) {
        last = e;
      }
    }
    throw new IOException("no free port from " + FIRST + " to " + LAST, last);
  }
}
