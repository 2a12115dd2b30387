package io.av4j;

import org.jspecify.annotations.Nullable;

/**
 * This build of FFmpeg, this container or this machine has no such codec, format, protocol or
 * device.
 */
public final class UnsupportedMediaException extends MediaException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception for a failure that av4j itself found. */
  public UnsupportedMediaException(String message) {
    super(message);
  }

  /** Creates an exception for a failed FFmpeg call, optionally with what led to it. */
  public UnsupportedMediaException(NativeFailure failure, @Nullable Throwable cause) {
    super(failure, cause);
  }

  /** Creates an exception with a message of av4j's own about a failed FFmpeg call. */
  public UnsupportedMediaException(String message, NativeFailure failure) {
    super(message, failure);
  }
}
