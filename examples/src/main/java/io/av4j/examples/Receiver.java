package io.av4j.examples;

import io.av4j.CancelToken;
import io.av4j.MediaIoException;
import io.av4j.codec.Packet;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.flow.Sink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An RTMP server for one publisher: libavformat's own listener, on a free loopback port, recording.
 * A relay in front of it takes the publisher from the start, as the listener needs a while.
 */
final class Receiver implements AutoCloseable {
  private final String listening;
  private final Path recording;
  private final Relay relay;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final CancelToken cancelled = new CancelToken();
  private final Thread thread;
  private boolean hasSome;

  private Receiver(String listening, Path recording, Relay relay) {
    this.listening = listening;
    this.recording = recording;
    this.relay = relay;
    thread = new Thread(this::run, "receiver");
    thread.setDaemon(true);
  }

  /** Listens when this returns, and records the one publisher into the file. */
  static Receiver start(Path recording) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Receiver receiver = new Receiver(url(port), recording, Relay.to(port));
    receiver.thread.start();
    return receiver;
  }

  /** Where to push to. */
  String url() {
    return url(relay.port());
  }

  private static String url(int port) {
    return "rtmp://127.0.0.1:" + port + "/live/push";
  }

  private void run() {
    InputOptions options =
        InputOptions.DEFAULT
            .withOption("listen", "1")
            .withCancelToken(cancelled)
            .withOpenTimeout(Duration.ofSeconds(60))
            .withReadTimeout(Duration.ofSeconds(30));
    try (MediaInput opened = MediaInput.open(listening, options);
        MediaOutput file = MediaOutput.create(recording)) {
      Map<Integer, Sink<Packet>> tracks = new HashMap<>();
      for (MediaStream stream : opened.streams()) {
        tracks.put(stream.index(), file.addCopy(stream));
      }
      readAll(opened, tracks);
      file.finish();
      done.complete(null);
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  private void readAll(MediaInput opened, Map<Integer, Sink<Packet>> tracks) {
    try {
      while (opened.read(
          packet -> {
            hasSome = true;
            Sink<Packet> track = tracks.get(packet.streamIndex());
            if (track != null) {
              track.accept(packet);
            }
          })) {
        // Each read records its packet.
      }
    } catch (MediaIoException e) {
      // The listener does not tell a publisher's goodbye from a lost one; what is missing shows in
      // the recording.
      if (!hasSome) {
        throw e;
      }
    }
  }

  /** Waits for the recording to be whole; call once the publisher has finished. */
  Path await() throws InterruptedException {
    try {
      done.get(20, TimeUnit.SECONDS);
      return recording;
    } catch (ExecutionException e) {
      throw new MediaIoException("the receiver failed: " + e.getMessage());
    } catch (TimeoutException e) {
      throw new MediaIoException("the receiver did not see the end of the stream");
    }
  }

  /** Ends the listening or receiving, and waits until all is closed. */
  @Override
  public void close() {
    cancelled.cancel();
    relay.close();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
