package io.av4j.pipeline;

import java.util.Objects;

/** How a {@link Pipeline} ended. Immutable. */
public sealed interface Ending {

  /** All its threads came to the end of their work. */
  record Completed() implements Ending {}

  /** It was cancelled before that. */
  record Cancelled() implements Ending {}

  /**
   * A part of it failed, or {@link Pipeline#fail} was called.
   *
   * @param cause the first failure, as it was thrown
   */
  record Failed(Throwable cause) implements Ending {
    /** Checks. */
    public Failed {
      Objects.requireNonNull(cause, "cause");
    }
  }
}
