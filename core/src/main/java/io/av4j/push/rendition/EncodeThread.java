package io.av4j.push.rendition;

import io.av4j.flow.InletClosedException;
import io.av4j.frame.Frame;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A thread that encodes what the programme gives it. One thread at a time gives; the other methods
 * are for any thread, and none waits.
 *
 * @param <F> video or audio
 */
public interface EncodeThread<F extends Frame> {

  /**
   * Takes a frame if there is room within the timeout.
   *
   * @param frame is lent
   * @param timeout zero never waits
   * @return whether it was taken
   * @throws InletClosedException if the thread has failed or ended, or was closed
   * @throws java.util.concurrent.CancellationException if the giving thread is interrupted
   */
  boolean offer(F frame, Duration timeout);

  /** Counts a frame that was not taken and is given up. */
  void leftOut();

  /** Encodes what it has taken and ends. Idempotent. */
  void end();

  /**
   * Completes, never exceptionally, when the thread has ended, well or badly, and all that it had
   * is freed.
   */
  CompletableFuture<Void> ended();
}
