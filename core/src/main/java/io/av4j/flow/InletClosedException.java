package io.av4j.flow;

import org.jspecify.annotations.Nullable;

/**
 * An {@link Inlet} takes nothing more: whoever empties its queue has failed, was cancelled or has
 * ended.
 *
 * <p>Unlike {@link java.util.concurrent.CancellationException}, which a feeding thread gets for an
 * interrupt of its own, this tells of the other side. The cause is the other side's failure, or
 * null where it was cancelled or has ended without one.
 */
public final class InletClosedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With what failed, or null. */
  public InletClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
