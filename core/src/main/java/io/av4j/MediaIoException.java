package io.av4j;

import org.jspecify.annotations.Nullable;

/** Reading, writing or connecting failed; the same call may succeed later. */
public class MediaIoException extends MediaException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception for a failure that av4j itself found. */
  public MediaIoException(String message) {
    super(message);
  }

  /** Creates an exception for a failed FFmpeg call, optionally with what led to it. */
  public MediaIoException(NativeFailure failure, @Nullable Throwable cause) {
    super(failure, cause);
  }

  /** Creates an exception with a message of av4j's own about a failed FFmpeg call. */
  public MediaIoException(String message, NativeFailure failure) {
    super(message, failure);
  }
}
