package io.av4j.testing;

import io.av4j.testing.LinkConditions.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * A bad network between a client and a server on this machine: a TCP proxy that delays, narrows,
 * stops, loses, cuts up and breaks off what goes through it.
 *
 * <p>Faults are for all connections and both directions, and can be changed at any time from any
 * thread; they hold when the call returns. Its socket buffers are small, so that they are felt
 * soon. One thread does all; the opener closes it.
 */
public final class FaultProxy implements AutoCloseable {
  static final int SOCKET_BUFFER = 16 * 1024;
  private static final int BACKLOG = 200;
  private static final long PATIENCE_SECONDS = 10;
  private static final long LONGEST_SLEEP_MILLIS = 1000;

  private final InetSocketAddress target;
  private final int port;
  private final long seed;
  private final Selector selector = Selector.open();
  private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
  private final LinkConditions link = new LinkConditions();
  private final List<ProxiedConnection> connections = new ArrayList<>();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder bytesUp = new LongAdder();
  private final LongAdder bytesDown = new LongAdder();
  private final Thread thread;
  private ServerSocketChannel listener;

  private FaultProxy(InetSocketAddress target, int port, long seed) throws IOException {
    this.target = target;
    this.port = port;
    this.seed = seed;
    this.listener = open();
    this.thread = new Thread(this::run, "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** Opens a proxy to a port of this machine. */
  public static FaultProxy to(int port) throws IOException {
    return to(new InetSocketAddress(LoopbackPort.ADDRESS, port), 1);
  }

  /**
   * Opens a proxy.
   *
   * @param seed of the jitter
   */
  public static FaultProxy to(InetSocketAddress server, long seed) throws IOException {
    return new FaultProxy(server, LoopbackPort.free(), seed);
  }

  private ServerSocketChannel open() throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    // Before it listens: connections take it over, and it cannot shrink later.
    channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
    channel.bind(new InetSocketAddress(LoopbackPort.ADDRESS, port), BACKLOG);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_ACCEPT);
    return channel;
  }

  /** The port to connect to, always the same. */
  public int port() {
    return port;
  }

  /** An RTMP address through the proxy. */
  public String url(String path) {
    return "rtmp://127.0.0.1:" + port + "/" + path;
  }

  /** Connections taken so far. */
  public long accepted() {
    return accepted.sum();
  }

  /** Bytes handed to the server so far. */
  public long bytesUp() {
    return bytesUp.sum();
  }

  /** Bytes handed to clients so far. */
  public long bytesDown() {
    return bytesDown.sum();
  }

  /** Delays each direction by this time, and by up to that much more at random. */
  public void latency(Duration least, Duration jitter) {
    order(
        () -> {
          link.latencyNanos = least.toNanos();
          link.jitterNanos = jitter.toNanos();
        });
  }

  /** Lets each connection send that many bits a second in each direction. */
  public void bandwidth(long bitsPerSecond) {
    if (bitsPerSecond <= 0) {
      throw new IllegalArgumentException("bitsPerSecond must be positive: " + bitsPerSecond);
    }
    order(() -> link.bitsPerSecond = bitsPerSecond);
  }

  /** Hands everything on in pieces of at most that many bytes. */
  public void slice(int bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("bytes must be positive: " + bytes);
    }
    order(() -> link.pieceSize = bytes);
  }

  /**
   * Lets nothing through and reads nothing, so that the buffers of who sends fill; after {@link
   * #clear()} all goes on where it was. To a sender this is a link that is cut, or a frozen server.
   */
  public void stopReading() {
    order(() -> link.traffic = Traffic.STOPPED);
  }

  /**
   * Reads everything and hands on nothing. A connection that this has met stays dead after {@link
   * #clear()} too, because bytes are missing in it; new ones work then.
   */
  public void blackhole() {
    order(() -> link.traffic = Traffic.VANISHING);
  }

  /** Hands on the first bytes of each new connection only after that time. */
  public void slowAccept(Duration delay) {
    order(() -> link.acceptNanos = delay.toNanos());
  }

  /** Ends all of the above, for what is connected too. */
  public void clear() {
    order(link::clear);
  }

  /** Breaks off all connections with an RST to both sides; new ones are taken. */
  public void reset() {
    order(() -> connections.forEach(ProxiedConnection::reset));
  }

  /** Tells all clients that nothing more will come, and still takes what they send. */
  public void halfClose() {
    order(
        () -> {
          for (ProxiedConnection connection : connections) {
            connection.halfClose();
          }
        });
  }

  /** Refuses new connections; those there are stay. */
  public void refuse() {
    order(listener::close);
  }

  /** Takes connections again, after {@link #refuse()}, on the same port. */
  public void listen() {
    order(() -> listener = open());
  }

  private interface Order {
    void run() throws IOException;
  }

  private void order(Order order) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    orders.add(
        () -> {
          try {
            order.run();
            done.complete(null);
          } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    selector.wakeup();
    try {
      done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the proxy did not obey", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void run() {
    try {
      long wait = LONGEST_SLEEP_MILLIS;
      while (selector.isOpen()) {
        selector.select(wait);
        selector.selectedKeys().clear();
        while (!orders.isEmpty()) {
          orders.remove().run();
        }
        wait = turn();
      }
    } catch (ClosedSelectorException e) {
      // Closed by close().
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives each connection its turn, and tells how long there is nothing to do, in milliseconds. */
  private long turn() throws IOException {
    long now = System.nanoTime();
    acceptAll(now);
    long next = now + TimeUnit.MILLISECONDS.toNanos(LONGEST_SLEEP_MILLIS);
    for (ProxiedConnection connection : connections) {
      next = Math.min(next, connection.turn(now));
    }
    connections.removeIf(connection -> !connection.isOpen());
    return 1 + Math.max(0, TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()));
  }

  private void acceptAll(long now) throws IOException {
    SocketChannel client;
    while (listener.isOpen() && (client = listener.accept()) != null) {
      accepted.increment();
      long number = accepted.sum();
      Wire up = new Wire(link, seed + 2 * number, bytesUp, now);
      Wire down = new Wire(link, seed + 2 * number + 1, bytesDown, now);
      connections.add(
          new ProxiedConnection(client, target, selector, up, down, now + link.acceptNanos));
    }
  }

  @Override
  public void close() throws IOException {
    if (!selector.isOpen()) {
      return;
    }
    reset();
    refuse();
    selector.close();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new IllegalStateException("the proxy's thread does not end");
    }
  }
}
