package io.av4j.push;

import io.av4j.CancelToken;
import io.av4j.InvalidMediaException;
import io.av4j.container.FrameReader;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.frame.VideoFrame;
import io.av4j.push.control.Command;
import io.av4j.push.control.PushControl;
import io.av4j.push.plan.PushSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads slates, each on a short thread of its own, as a file may lie on a slow network. Any thread.
 */
final class PushSlates implements AutoCloseable {
  private final String push;
  private final Consumer<Command> control;
  private final CancelToken cancel = new CancelToken();
  // Under the lock of this: what was read and is not shown yet.
  private final Map<Long, VideoFrame> read = new HashMap<>();
  private int reading;
  private boolean closed;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  PushSlates(String push, Consumer<Command> control) {
    this.push = push;
    this.control = control;
  }

  /** Begins to read; the control is told how it went. */
  void load(long request, PushSource.Media slate) {
    Thread thread = new Thread(() -> run(request, slate), "av4j-" + push + "-slate");
    thread.setDaemon(true);
    began();
    try {
      thread.start();
    } catch (Error e) {
      // The machine gives no more threads.
      left();
      throw e;
    }
  }

  private synchronized void began() {
    reading++;
  }

  private void left() {
    boolean last;
    synchronized (this) {
      reading--;
      last = closed && reading == 0;
    }
    if (last) {
      ended.complete(null);
    }
  }

  private void run(long request, PushSource.Media slate) {
    try {
      read(request, slate);
    } finally {
      left();
    }
  }

  private void read(long request, PushSource.Media slate) {
    try (MediaInput input = open(slate);
        FrameReader<VideoFrame> frames = input.videoFrames()) {
      VideoFrame first = frames.next();
      if (first == null) {
        throw new InvalidMediaException(slate.shown() + " holds no frame");
      }
      keep(request, first.newRef());
      control.accept(new Command.SlateLoaded(request));
    } catch (CancellationException e) {
      // The push is over.
    } catch (RuntimeException | Error e) {
      control.accept(new Command.SlateFailed(request, PushControl.failure(e)));
    }
  }

  private MediaInput open(PushSource.Media slate) {
    InputOptions options = InputOptions.DEFAULT.withCancelToken(cancel);
    for (Map.Entry<String, String> option : slate.options().entrySet()) {
      options = options.withOption(option.getKey(), option.getValue());
    }
    return slate instanceof PushSource.File file
        ? MediaInput.open(file.path(), options)
        : MediaInput.open(((PushSource.Url) slate).url(), options);
  }

  private synchronized void keep(long request, VideoFrame frame) {
    if (closed) {
      frame.close();
    } else {
      read.put(request, frame);
    }
  }

  /** The frame that was read for a request, for the caller to close; null where there is none. */
  synchronized @Nullable VideoFrame take(long request) {
    return read.remove(request);
  }

  /** Ends what is being read, and frees what was not taken. */
  @Override
  public void close() {
    cancel.cancel();
    boolean none;
    synchronized (this) {
      closed = true;
      read.values().forEach(VideoFrame::close);
      read.clear();
      none = reading == 0;
    }
    if (none) {
      ended.complete(null);
    }
  }

  /** Completes, never exceptionally, when nothing is being read any more behind the close. */
  CompletableFuture<Void> ended() {
    return ended;
  }
}
