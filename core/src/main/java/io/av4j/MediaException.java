package io.av4j;

import org.jspecify.annotations.Nullable;

/**
 * A failure of the media world: of a file, a stream, a codec or a peer, not of the calling code.
 *
 * <p>The subclasses say what the caller can do: {@link MediaIoException} retry later, {@link
 * InvalidMediaException} give up on this data, {@link UnsupportedMediaException} use another codec,
 * format, protocol or build. Misuse of the API is reported with the JDK's own exceptions instead. A
 * cancelled call throws {@link java.util.concurrent.CancellationException}.
 */
public class MediaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable NativeFailure failure;

  /** Creates an exception for a failure that av4j itself found. */
  public MediaException(String message) {
    super(message);
    this.failure = null;
  }

  /** Creates an exception for a failed FFmpeg call, optionally with what led to it. */
  public MediaException(NativeFailure failure, @Nullable Throwable cause) {
    super(failure.describe(), cause);
    this.failure = failure;
  }

  /** Creates an exception with a message of av4j's own about a failed FFmpeg call. */
  public MediaException(String message, NativeFailure failure) {
    super(message + ": " + failure.describe());
    this.failure = failure;
  }

  /** What FFmpeg said, or null where av4j found the failure itself. Not serialised. */
  public @Nullable NativeFailure failure() {
    return failure;
  }
}
