package io.av4j.push.destination;

import io.av4j.clock.NanoClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Asks the encoder for a keyframe, no more often than it is worth. Any thread. */
final class KeyFrameRequests {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(2);

  private final Runnable encoder;
  private final NanoClock clock;
  private final AtomicLong notBefore;

  /**
   * @param encoder is asked; does nothing where there is no encoder, and does not block
   */
  KeyFrameRequests(Runnable encoder, NanoClock clock) {
    this.encoder = encoder;
    this.clock = clock;
    this.notBefore = new AtomicLong(clock.nanoTime());
  }

  void ask() {
    long now = clock.nanoTime();
    long earliest = notBefore.get();
    if (now - earliest >= 0 && notBefore.compareAndSet(earliest, now + PAUSE)) {
      encoder.run();
    }
  }
}
