package io.av4j.push.plan;

import java.io.Serializable;
import java.time.Duration;

/**
 * The deadlines and limits of a push. Plain data.
 *
 * @param connect the longest that connecting and publishing may take together
 * @param write the longest that one write may take
 * @param read the longest that a source may be silent before it is opened anew
 * @param silence how long no picture or sound may come before a filler takes its place
 * @param queue the most media that may wait for one destination
 * @param firstRetry the most before the first attempt to connect again
 * @param retryBase the pause before the second, doubled for each further one
 * @param retryCap the longest pause in the first five minutes of an outage; in the first half
 *     minute after a fault of the network it is a second, if that is less
 * @param retryCapLate the longest pause thereafter
 * @param stop the longest that a graceful stop may take
 * @param timestamps what the timestamps do when a connection is made anew
 */
public record PushTiming(
    Duration connect,
    Duration write,
    Duration read,
    Duration silence,
    Duration queue,
    Duration firstRetry,
    Duration retryBase,
    Duration retryCap,
    Duration retryCapLate,
    Duration stop,
    Timestamps timestamps)
    implements Serializable {
  /** What the timestamps of a destination do when its connection is made anew. */
  public enum Timestamps {
    /** Begin at zero with each connection, as most encoders do. */
    RESTART,
    /** Go on, with a gap as long as the outage. */
    CONTINUE
  }

  /** What holds the promises against nginx-rtmp, SRS and mediamtx. */
  public static final PushTiming DEFAULT =
      new PushTiming(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofMillis(250),
          Duration.ofMillis(500),
          Duration.ofSeconds(3),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Timestamps.RESTART);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a duration is not positive
   */
  public PushTiming {
    for (Duration duration :
        new Duration[] {
          connect, write, read, silence, queue, firstRetry, retryBase, retryCap, retryCapLate, stop
        }) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException("durations must be positive: " + duration);
      }
    }
  }

  /** These numbers with timestamps that go on or restart. */
  public PushTiming withTimestamps(Timestamps policy) {
    return new PushTiming(
        connect,
        write,
        read,
        silence,
        queue,
        firstRetry,
        retryBase,
        retryCap,
        retryCapLate,
        stop,
        policy);
  }
}
