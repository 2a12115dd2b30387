package io.av4j.push.plan;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How much a pool of pushes takes on. A value.
 *
 * @param running pushes at once
 * @param waiting pushes that may wait for their turn
 * @param patience how long one may wait before it is given up
 * @param cores processors that the running ones may need together, by {@link PushCost}
 * @param bytes memory that the running ones may need together, by {@link PushCost}
 */
public record PoolLimits(int running, int waiting, Duration patience, double cores, long bytes)
    implements Serializable {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException if nothing could run, or a bound is negative
   */
  public PoolLimits {
    Objects.requireNonNull(patience, "patience");
    if (running < 1 || waiting < 0 || patience.isNegative() || !(cores > 0) || bytes < 1) {
      throw new IllegalArgumentException(
          "a pool must be able to run something: "
              + running
              + " running, "
              + waiting
              + " waiting, "
              + cores
              + " cores, "
              + bytes
              + " bytes");
    }
  }

  /** So many pushes, whatever they cost; those that wait do so for a minute at most. */
  public static PoolLimits of(int running, int waiting) {
    return new PoolLimits(
        running, waiting, Duration.ofMinutes(1), Double.MAX_VALUE, Long.MAX_VALUE);
  }

  /** These limits with another patience. */
  public PoolLimits withPatience(Duration longest) {
    return new PoolLimits(running, waiting, longest, cores, bytes);
  }

  /** These limits with a budget. */
  public PoolLimits withBudget(double processors, long memory) {
    return new PoolLimits(running, waiting, patience, processors, memory);
  }
}
