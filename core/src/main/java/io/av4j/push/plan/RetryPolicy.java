package io.av4j.push.plan;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long a destination is tried again before it is given up, for each class of fault.
 *
 * <p>What has been used of a limit is given back by media alone: a connection that took two seconds
 * of it begins a new count. A handshake gives nothing back. How long the pauses are stands in
 * {@link PushTiming}.
 *
 * @param network refused, reset, timed out, no such host
 * @param busy the server still has another publisher
 * @param rejected the server does not want us
 */
public record RetryPolicy(Limit network, Limit busy, Limit rejected) implements Serializable {
  /** Tries for ever, as a push that is watched by nobody should. */
  public static final RetryPolicy FOREVER = new RetryPolicy(Limit.NONE, Limit.NONE, Limit.NONE);

  /** Never tries again. */
  public static final RetryPolicy NEVER = atMost(0);

  /**
   * How much may go wrong in a row.
   *
   * @param attempts further attempts after a failure; negative for any number
   * @param time from the first failure on; null for any
   */
  public record Limit(int attempts, @Nullable Duration time) implements Serializable {
    /** No limit. */
    public static final Limit NONE = new Limit(-1, null);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Limit {
      if (time != null && time.isNegative()) {
        throw new IllegalArgumentException("a limit of time is not negative: " + time);
      }
    }

    /** Whether one more attempt may follow so many failures in so long a time. */
    public boolean allows(int failures, Duration outage) {
      return (attempts < 0 || failures <= attempts) && (time == null || outage.compareTo(time) < 0);
    }
  }

  /** Checks. */
  public RetryPolicy {
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(busy, "busy");
    Objects.requireNonNull(rejected, "rejected");
  }

  /** At most so many further attempts after a failure, whatever its class. */
  public static RetryPolicy atMost(int attempts) {
    if (attempts < 0) {
      throw new IllegalArgumentException("attempts are not negative: " + attempts);
    }
    return of(new Limit(attempts, null));
  }

  /** At most that long from the first failure on, whatever its class. */
  public static RetryPolicy atMost(Duration time) {
    return of(new Limit(-1, time));
  }

  private static RetryPolicy of(Limit limit) {
    return new RetryPolicy(limit, limit, limit);
  }

  /** This policy with another limit for a server that does not want us. */
  public RetryPolicy withRejected(Limit limit) {
    return new RetryPolicy(network, busy, limit);
  }

  /** This policy with another limit for a server that has another publisher. */
  public RetryPolicy withBusy(Limit limit) {
    return new RetryPolicy(network, limit, rejected);
  }

  /** This policy with another limit for faults of the network. */
  public RetryPolicy withNetwork(Limit limit) {
    return new RetryPolicy(limit, busy, rejected);
  }
}
