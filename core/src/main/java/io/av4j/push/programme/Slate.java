package io.av4j.push.programme;

import io.av4j.frame.VideoFrame;
import org.jspecify.annotations.Nullable;

/** The frame that is shown while no source gives any. Any thread. */
final class Slate implements AutoCloseable {
  // Under the lock of this: two threads at once may not use a frame.
  private @Nullable VideoFrame frame;
  private boolean closed;

  /** Takes another frame over, null for none. */
  synchronized void set(@Nullable VideoFrame taken) {
    if (frame != null) {
      frame.close();
    }
    frame = taken;
    if (closed && taken != null) {
      taken.close();
    }
  }

  synchronized boolean isSet() {
    return frame != null;
  }

  /** A reference for the caller to close; null where there is no slate. */
  synchronized @Nullable VideoFrame newRef() {
    return frame == null || closed ? null : frame.newRef();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (frame != null) {
      frame.close();
    }
  }
}
