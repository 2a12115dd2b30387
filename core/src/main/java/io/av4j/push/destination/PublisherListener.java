package io.av4j.push.destination;

import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens to a destination. All calls about one destination come from its thread, in
 * order; where the system has no more threads, from the one that wanted to start it. No method may
 * block or throw.
 */
public interface PublisherListener {
  /**
   * The first attempt to connect is over, well or badly, or there will be none. Told once, before
   * {@link #ended}.
   */
  void tried(String destination);

  /**
   * The destination went over to another state.
   *
   * @param attempt how often it has tried to connect so far
   * @param fault why, where something went wrong
   */
  void became(
      String destination,
      DestinationState from,
      DestinationState to,
      int attempt,
      @Nullable Fault fault);

  /**
   * An attempt to connect again failed; the destination is reconnecting still.
   *
   * @param attempt its number
   * @param retryIn the pause before the next one
   */
  void attemptFailed(String destination, int attempt, Fault fault, Duration retryIn);

  /**
   * The destination is live again.
   *
   * @param outage how long it was not
   */
  void recovered(String destination, Duration outage);

  /**
   * The destination keeps up again.
   *
   * @param lasted how long it did not
   * @param droppedFrames video frames left out meanwhile
   */
  void congestionEnded(String destination, Duration lasted, long droppedFrames);

  /**
   * A life is over: the destination has stopped or failed, and its connection is closed. Told once
   * for each life; enabling a failed destination begins another.
   */
  void ended(String destination);
}
