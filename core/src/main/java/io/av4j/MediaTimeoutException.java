package io.av4j;

import org.jspecify.annotations.Nullable;

/** A blocking call did not finish within its deadline. */
public final class MediaTimeoutException extends MediaIoException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception for a failure that av4j itself found. */
  public MediaTimeoutException(String message) {
    super(message);
  }

  /** Creates an exception for a failed FFmpeg call, optionally with what led to it. */
  public MediaTimeoutException(NativeFailure failure, @Nullable Throwable cause) {
    super(failure, cause);
  }

  /** Creates an exception with a message of av4j's own about a failed FFmpeg call. */
  public MediaTimeoutException(String message, NativeFailure failure) {
    super(message, failure);
  }
}
