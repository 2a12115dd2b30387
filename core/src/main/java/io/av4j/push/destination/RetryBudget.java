package io.av4j.push.destination;

import io.av4j.push.plan.RetryPolicy;
import io.av4j.push.plan.RetryPolicy.Limit;
import io.av4j.push.status.FaultClass;
import java.time.Duration;

/**
 * How much of a {@link RetryPolicy} has been used since media last got through. A value.
 *
 * <p>Each class of fault is counted for its own limit. All together may take no more than the
 * largest of the limits, so that a policy of so many attempts "whatever the class" means just that.
 *
 * @param all failures of any class
 * @param network failures of this class
 * @param busy failures of this class
 * @param rejected failures of this class
 */
public record RetryBudget(Count all, Count network, Count busy, Count rejected) {
  /** Nothing used. */
  static final RetryBudget UNUSED = new RetryBudget(Count.ZERO, Count.ZERO, Count.ZERO, Count.ZERO);

  /**
   * Failures in a row.
   *
   * @param failures how many
   * @param since when the first was, of the monotonic clock; without meaning where there is none
   */
  public record Count(int failures, long since) {
    static final Count ZERO = new Count(0, 0);

    Count plusOne(long now) {
      return new Count(
          failures == Integer.MAX_VALUE ? failures : failures + 1, failures == 0 ? now : since);
    }

    Duration lasted(long now) {
      return failures == 0 ? Duration.ZERO : Duration.ofNanos(now - since);
    }

    private boolean isWithin(Limit limit, long now) {
      return limit.allows(failures, lasted(now));
    }
  }

  /** With one more failure. */
  RetryBudget after(FaultClass kind, long now) {
    return new RetryBudget(
        all.plusOne(now),
        kind == FaultClass.NETWORK ? network.plusOne(now) : network,
        kind == FaultClass.STREAM_BUSY ? busy.plusOne(now) : busy,
        kind == FaultClass.REJECTED ? rejected.plusOne(now) : rejected);
  }

  /** Whether one more attempt may follow. */
  boolean allows(RetryPolicy limits, FaultClass kind, long now) {
    boolean ofItsClass =
        switch (kind) {
          case NETWORK -> network.isWithin(limits.network(), now);
          case STREAM_BUSY -> busy.isWithin(limits.busy(), now);
          case REJECTED -> rejected.isWithin(limits.rejected(), now);
          case FATAL -> false;
        };
    return ofItsClass
        && (all.isWithin(limits.network(), now)
            || all.isWithin(limits.busy(), now)
            || all.isWithin(limits.rejected(), now));
  }
}
