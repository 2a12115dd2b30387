package io.av4j.push;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before connecting again. Serves one thread. */
final class Backoff {
  // A server that is started anew is back soon, and asking costs little.
  private static final Duration EARLY = Duration.ofSeconds(30);
  private static final Duration EARLY_CAP = Duration.ofSeconds(1);
  private static final Duration LATE = Duration.ofMinutes(5);
  private static final Duration BUSY_PAUSE = Duration.ofSeconds(1);
  private static final Duration BUSY_FOR = Duration.ofSeconds(60);
  private static final int MOST_DOUBLINGS = 20;

  private final PushTiming timing;
  private final RandomGenerator random;
  private int failures;
  private long outageStart;

  Backoff(PushTiming timing, RandomGenerator random) {
    this.timing = timing;
    this.random = random;
  }

  /** The connection has held: the next failure is a new outage. */
  void reset() {
    failures = 0;
  }

  int failures() {
    return failures;
  }

  /** The pause after one more failure, at this time of the monotonic clock. */
  Duration next(FaultClass kind, long now) {
    if (failures == 0) {
      outageStart = now;
    }
    failures++;
    Duration outage = Duration.ofNanos(now - outageStart);
    Duration cap = cap(kind, outage);
    if (kind == FaultClass.STREAM_BUSY && outage.compareTo(BUSY_FOR) < 0) {
      return scaled(BUSY_PAUSE, 0.8 + 0.4 * random.nextDouble());
    }
    if (failures == 1 && kind == FaultClass.NETWORK) {
      return scaled(timing.firstRetry(), random.nextDouble());
    }
    int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, failures - 2));
    double pause =
        Math.min((double) cap.toNanos(), (double) timing.retryBase().toNanos() * (1L << doublings));
    // Half of it is chance, so that many pushes do not come back in one moment.
    return Duration.ofNanos((long) (pause * (0.5 + 0.5 * random.nextDouble())));
  }

  private Duration cap(FaultClass kind, Duration outage) {
    if (kind == FaultClass.REJECTED || outage.compareTo(LATE) > 0) {
      return timing.retryCapLate();
    }
    boolean early = kind == FaultClass.NETWORK && outage.compareTo(EARLY) < 0;
    return early && timing.retryCap().compareTo(EARLY_CAP) > 0 ? EARLY_CAP : timing.retryCap();
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofNanos((long) (duration.toNanos() * factor));
  }
}
