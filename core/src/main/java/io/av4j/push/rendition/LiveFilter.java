package io.av4j.push.rendition;

import io.av4j.filter.FilterGraph;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Filters that may be changed while frames go through, and that never stop them: a change that does
 * not work is refused, and filters that fail are left out.
 *
 * <p>One thread at a time feeds, flushes and closes; {@link #change} is for any.
 */
public final class LiveFilter implements AutoCloseable {
  private final Consumer<? super Throwable> failures;

  // Under its own lock.
  private final Deque<Change> wanted = new ArrayDeque<>();
  private boolean closed;

  // Of the thread that feeds.
  private @Nullable FilterGraph graph;

  private record Change(@Nullable String description, CompletableFuture<Void> outcome) {}

  /** A sink that remembers what came from beyond it, for that is not the filters' failure. */
  private static final class Beyond implements Sink<VideoFrame> {
    private final Sink<? super VideoFrame> next;
    private @Nullable Throwable thrown;
    private boolean reached;

    Beyond(Sink<? super VideoFrame> next) {
      this.next = next;
    }

    @Override
    public void accept(VideoFrame frame) {
      reached = true;
      try {
        next.accept(frame);
      } catch (Throwable e) {
        thrown = e;
        throw e;
      }
    }
  }

  /**
   * No filters yet.
   *
   * @param failures gets why filters that had worked were left out, on the thread that feeds
   */
  public LiveFilter(Consumer<? super Throwable> failures) {
    this.failures = failures;
  }

  /**
   * Other filters from the next frame on, if they work with it. Returns at once.
   *
   * @param description as FFmpeg's {@code -vf}; null for none
   * @return completes on the thread that feeds: normally when they have taken over, with the reason
   *     where they do not work and all stays as it was, with a CancellationException where no frame
   *     came any more
   */
  public CompletableFuture<Void> change(@Nullable String description) {
    Change change = new Change(description, new CompletableFuture<>());
    synchronized (wanted) {
      if (!closed) {
        wanted.add(change);
        return change.outcome();
      }
    }
    cancel(change);
    return change.outcome();
  }

  private static void cancel(Change change) {
    change.outcome().completeExceptionally(new CancellationException("no frame comes any more"));
  }

  private @Nullable Change nextChange() {
    synchronized (wanted) {
      return wanted.poll();
    }
  }

  /** Gives a frame, which is lent, through the filters. What {@code next} throws goes through. */
  public void feed(VideoFrame frame, Sink<? super VideoFrame> next) {
    Change change;
    while ((change = nextChange()) != null) {
      apply(change, frame, next);
    }
    FilterGraph filters = graph;
    if (filters == null) {
      next.accept(frame);
      return;
    }
    Beyond beyond = new Beyond(next);
    try {
      filters.feed(frame, beyond);
    } catch (RuntimeException e) {
      leaveOut(filters, beyond, e);
      if (!beyond.reached) {
        next.accept(frame);
      }
    }
  }

  private void apply(Change change, VideoFrame frame, Sink<? super VideoFrame> next) {
    String description = change.description();
    FilterGraph made = null;
    if (description != null) {
      try (FilterGraph trial = FilterGraph.video(description)) {
        trial.feed(frame, filtered -> {});
        made = FilterGraph.video(description);
      } catch (RuntimeException e) {
        change.outcome().completeExceptionally(e);
        return;
      }
    }
    try {
      flush(next);
    } finally {
      if (graph != null) {
        graph.close();
      }
      graph = made;
    }
    change.outcome().complete(null);
  }

  private void leaveOut(FilterGraph filters, Beyond beyond, RuntimeException e) {
    if (beyond.thrown == e) {
      throw e;
    }
    filters.close();
    graph = null;
    failures.accept(e);
  }

  /** Gives what is still inside. */
  public void flush(Sink<? super VideoFrame> next) {
    FilterGraph filters = graph;
    if (filters != null) {
      Beyond beyond = new Beyond(next);
      try {
        filters.flush(beyond);
      } catch (RuntimeException e) {
        leaveOut(filters, beyond, e);
      }
    }
  }

  /** Frees the filters with what is inside, and refuses changes. Idempotent. */
  @Override
  public void close() {
    synchronized (wanted) {
      closed = true;
    }
    Change change;
    while ((change = nextChange()) != null) {
      cancel(change);
    }
    if (graph != null) {
      graph.close();
      graph = null;
    }
  }
}
