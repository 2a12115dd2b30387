package io.av4j.push.destination;

import io.av4j.time.Timestamp;
import java.time.Duration;

/**
 * A connection that stands: the server has agreed to take the streams. It serves one thread; its
 * opener closes it. Each call may block as long as the plan's deadlines say, and ends soon after
 * the token it was made with is cancelled.
 */
public interface Connection extends AutoCloseable {
  /** How much longer than for others media may wait for this connection. */
  default Duration extraBacklog() {
    return Duration.ZERO;
  }

  /**
   * Writes a packet, at the latest with the next {@link #flush()}. One of a kind that the
   * connection has no track for is left out.
   *
   * @param packet lent
   * @param offset added to its times
   * @throws io.av4j.MediaException if it could not be written; nothing more can be then
   * @throws java.util.concurrent.CancellationException if the token was cancelled
   */
  void write(EncodedPacket packet, Timestamp offset);

  /** Sends what was written and has not gone yet. Failures are those of {@link #write}. */
  default void flush() {}

  /** Ends the streams in the protocol's own way, so that what was written is whole. */
  void finish();

  /** Bytes handed to the protocol so far. */
  long bytesWritten();

  /** Closes the connection and frees all. Idempotent. */
  @Override
  void close();
}
