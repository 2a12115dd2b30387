package io.av4j;

/**
 * A switch that ends blocking calls from another thread, before the object they open exists.
 *
 * <p>Give one token to any number of inputs and outputs in their options; {@link #cancel()} makes
 * every blocking call under it end within about 100 ms (FFmpeg's poll slice for sockets) with
 * {@link java.util.concurrent.CancellationException}. A cancelled token stays cancelled.
 * Thread-safe.
 */
public final class CancelToken {
  private volatile boolean cancelled;

  /** Creates a token that is not cancelled. */
  public CancelToken() {}

  /** Cancels all that runs or will run under this token. Idempotent; returns at once. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether {@link #cancel()} was called. */
  public boolean isCancelled() {
    return cancelled;
  }
}
