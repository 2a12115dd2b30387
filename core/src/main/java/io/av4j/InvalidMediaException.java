package io.av4j;

import org.jspecify.annotations.Nullable;

/** The data is not what it should be: damaged, cut off, or not media at all. */
public final class InvalidMediaException extends MediaException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception for a failure that av4j itself found. */
  public InvalidMediaException(String message) {
    super(message);
  }

  /** Creates an exception for a failed FFmpeg call, optionally with what led to it. */
  public InvalidMediaException(NativeFailure failure, @Nullable Throwable cause) {
    super(failure, cause);
  }

  /** Creates an exception with a message of av4j's own about a failed FFmpeg call. */
  public InvalidMediaException(String message, NativeFailure failure) {
    super(message, failure);
  }
}
