package io.av4j;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A switch that ends blocking calls from another thread, before the object they open exists.
 *
 * <p>Give one token to any number of inputs and outputs in their options; {@link #cancel()} makes
 * every blocking call under it end within about 100 ms (FFmpeg's poll slice for sockets) with
 * {@link java.util.concurrent.CancellationException}. A cancelled token stays cancelled.
 * Thread-safe.
 */
public final class CancelToken {
  private final Set<Registration> registered = new LinkedHashSet<>();
  private volatile boolean cancelled;

  /** Creates a token that is not cancelled. */
  public CancelToken() {}

  /** What runs at a cancel. Whoever registered it closes it when it is no longer to run. */
  public final class Registration implements AutoCloseable {
    private final Runnable action;

    private Registration(Runnable action) {
      this.action = action;
    }

    /** Forgets the action. Idempotent; it may be running while this returns. */
    @Override
    public void close() {
      synchronized (registered) {
        registered.remove(this);
      }
    }
  }

  /** Cancels all that runs or will run under this token. Idempotent; returns at once. */
  public void cancel() {
    List<Registration> told;
    synchronized (registered) {
      cancelled = true;
      told = List.copyOf(registered);
      registered.clear();
    }
    told.forEach(one -> one.action.run());
  }

  /** Whether {@link #cancel()} was called. */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Has an action run once at the cancel, on the thread that cancels; now, if that has been.
   *
   * @param action must neither block nor throw
   */
  public Registration onCancel(Runnable action) {
    Registration made = new Registration(action);
    synchronized (registered) {
      if (!cancelled) {
        registered.add(made);
        return made;
      }
    }
    action.run();
    return made;
  }
}
