package io.av4j.benchmarks;

import io.av4j.CancelToken;
import io.av4j.MediaIoException;
import io.av4j.codec.Packet;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.OutputOptions;
import io.av4j.flow.Sink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** An RTMP listener for one publisher that reads and forgets, on a thread of its own. */
final class LoopbackReceiver implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String url;
  private final CancelToken cancelled = new CancelToken();
  private final Thread thread = new Thread(this::run, "receiver");
  private final AtomicLong received = new AtomicLong();

  private LoopbackReceiver(String url) {
    this.url = url;
    thread.setDaemon(true);
  }

  /** Listens on a free port. */
  static LoopbackReceiver start() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    LoopbackReceiver receiver = new LoopbackReceiver("rtmp://127.0.0.1:" + port + "/live/push");
    receiver.thread.start();
    return receiver;
  }

  /** Connects a publisher; its first attempts may come before the port is open. */
  MediaOutput connect() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return MediaOutput.create(url, OutputOptions.DEFAULT.withFormat("flv"));
      } catch (MediaIoException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(this, 20_000_000);
      }
    }
  }

  private void run() {
    InputOptions options =
        InputOptions.DEFAULT
            .withOption("listen", "1")
            .withCancelToken(cancelled)
            .withOpenTimeout(PATIENCE)
            .withReadTimeout(PATIENCE);
    Sink<Packet> count = packet -> received.incrementAndGet();
    try (MediaInput input = MediaInput.open(url, options)) {
      while (input.read(count)) {
        // Each read counts its packet.
      }
    } catch (MediaIoException e) {
      // A publisher's goodbye looks like a lost connection; the count tells them apart.
    }
  }

  /** Waits for the end of the stream, and tells how many packets came. */
  long await() throws InterruptedException {
    thread.join(PATIENCE.toMillis());
    return received.get();
  }

  @Override
  public void close() {
    cancelled.cancel();
  }
}
