package io.av4j.container;

import io.av4j.MediaIoException;

/** How far an output has come; FFmpeg crashes on calls out of this order. */
enum OutputState {
  OPEN,
  HEADER_WRITTEN,
  /** A second try would begin on what the first one left half made. */
  HEADER_FAILED,
  FINISHED,
  /** The other side is gone: nothing more is sent, not even a trailer. */
  BROKEN;

  /** Throws where the output is in another state. */
  void require(OutputState wanted, Location location) {
    if (this == wanted) {
      return;
    }
    switch (this) {
      case OPEN -> throw new IllegalStateException(location + ": the header is not written");
      case HEADER_WRITTEN -> throw new IllegalStateException(location + ": the header is written");
      case HEADER_FAILED ->
          throw new IllegalStateException(location + ": the header could not be written");
      case FINISHED -> throw new IllegalStateException(location + " is finished");
      case BROKEN -> throw new MediaIoException(location + " broke off before");
    }
  }
}
