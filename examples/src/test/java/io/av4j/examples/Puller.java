package io.av4j.examples;

import static org.junit.jupiter.api.Assertions.fail;

import io.av4j.codec.Packet;
import io.av4j.container.AudioStream;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.Route;
import io.av4j.container.VideoStream;
import io.av4j.flow.Sink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A player of a live stream, which records every packet until the publisher ends. */
final class Puller implements AutoCloseable {
  private final SentLog video = new SentLog();
  private final SentLog audio = new SentLog();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Thread thread;

  private Puller(String url, Path recording) {
    thread = new Thread(() -> run(url, recording), "puller");
    thread.setDaemon(true);
  }

  /** Connects, and waits for the publisher in its own thread. */
  static Puller start(String url, Path recording) {
    Puller puller = new Puller(url, recording);
    puller.thread.start();
    return puller;
  }

  private void run(String url, Path recording) {
    InputOptions options = InputOptions.DEFAULT.withOpenTimeout(Duration.ofSeconds(30));
    try (MediaInput input = MediaInput.open(url, options);
        MediaOutput file = MediaOutput.create(recording)) {
      List<Route> routes = new ArrayList<>();
      input
          .streams()
          .forEach(
              stream -> {
                if (stream instanceof VideoStream || stream instanceof AudioStream) {
                  SentLog log = stream instanceof VideoStream ? video : audio;
                  Sink<Packet> record = log.before(file.addCopy(stream));
                  routes.add(stream.to(record));
                }
              });
      input.pump(routes.toArray(Route[]::new));
      file.finish();
      done.complete(null);
    } catch (Throwable e) {
      done.completeExceptionally(e);
    }
  }

  /** Waits until the publisher has ended and the recording is whole. */
  void await() throws InterruptedException {
    try {
      done.get(15, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      fail("the player failed", e.getCause());
    } catch (TimeoutException e) {
      fail("the player does not see the end of the stream");
    }
  }

  /** The packets of the picture as they came. */
  SentLog video() {
    return video;
  }

  /** The packets of the sound as they came. */
  SentLog audio() {
    return audio;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
