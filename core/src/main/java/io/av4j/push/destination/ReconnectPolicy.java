package io.av4j.push.destination;

import io.av4j.push.destination.RetryBudget.Count;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.plan.RetryPolicy;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Decides whether a destination is connected again after a failure, and when. A value: it reads no
 * clock, and its chance comes from a seed.
 *
 * @param timing the pauses
 * @param limits how long to try
 * @param seed of what is chance in the next pause
 * @param outage failures since a connection last held, which the pauses grow with
 * @param budget what is used of the limits
 * @param silentRejects how often in a row the server has closed at once without a word
 */
public record ReconnectPolicy(
    PushTiming timing,
    RetryPolicy limits,
    long seed,
    Count outage,
    RetryBudget budget,
    int silentRejects) {
  // A server that is started anew is back soon, and asking costs little.
  private static final Duration EARLY = Duration.ofSeconds(30);
  private static final Duration EARLY_CAP = Duration.ofSeconds(1);
  private static final Duration LATE = Duration.ofMinutes(5);
  private static final Duration BUSY_PAUSE = Duration.ofSeconds(1);
  private static final Duration BUSY_FOR = Duration.ofSeconds(60);
  private static final int MOST_DOUBLINGS = 20;
  // A connection that was lost after less is the same outage still.
  private static final Duration HELD = Duration.ofSeconds(10);
  // A handshake shows nothing; a server that took this much media can be published to.
  private static final Duration TAKEN = Duration.ofSeconds(2);
  // A connection that the server closes without a word; the second is FFmpeg's name for it.
  private static final Set<String> CLOSED = Set.of("AVERROR_EOF", "EIO");
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final int MOST_SILENT_REJECTS = 5;

  /** Before the first failure. */
  public static ReconnectPolicy of(PushTiming timing, RetryPolicy limits, long seed) {
    return new ReconnectPolicy(timing, limits, seed, Count.ZERO, RetryBudget.UNUSED, 0);
  }

  /**
   * How an attempt to connect, or the connection it led to, failed.
   *
   * @param fault as it looks by itself
   * @param took from the begin of the attempt to its failure
   * @param published how much media the connection took, in real time
   */
  public record Outcome(Fault fault, Duration took, Duration published) {}

  /** What to do now. */
  public sealed interface Decision {
    /** The policy for the next failure. */
    ReconnectPolicy next();

    /** What went wrong, in the light of what went wrong before. */
    Fault fault();
  }

  /** Connect again after a pause. */
  public record RetryIn(ReconnectPolicy next, Fault fault, Duration pause) implements Decision {}

  /** Do not connect again. */
  public record GiveUp(ReconnectPolicy next, Fault fault) implements Decision {}

  /** What to do after a failure, at this time of the monotonic clock. */
  public Decision after(Outcome outcome, long now) {
    boolean silent =
        outcome.fault().kind() == FaultClass.NETWORK
            && CLOSED.contains(outcome.fault().name())
            && outcome.took().compareTo(AT_ONCE) < 0;
    int silents = silent ? Math.min(MOST_SILENT_REJECTS, silentRejects + 1) : 0;
    Fault fault = silents < MOST_SILENT_REJECTS ? outcome.fault() : rejected(outcome.fault());
    FaultClass kind = fault.kind();
    Count failures = (outcome.published().compareTo(HELD) > 0 ? Count.ZERO : outage).plusOne(now);
    RetryBudget used =
        (outcome.published().compareTo(TAKEN) >= 0 ? RetryBudget.UNUSED : budget).after(kind, now);
    SplittableRandom random = new SplittableRandom(seed);
    double chance = random.nextDouble();
    ReconnectPolicy next =
        new ReconnectPolicy(timing, limits, random.nextLong(), failures, used, silents);
    return used.allows(limits, kind, now)
        ? new RetryIn(next, fault, next.pause(kind, chance, now))
        : new GiveUp(next, fault);
  }

  /** A server that closes at once, time after time, does not want us, though it does not say so. */
  private static Fault rejected(Fault fault) {
    return new Fault(
        FaultClass.REJECTED,
        fault.code(),
        fault.name(),
        "closed at once each time: " + fault.text());
  }

  private Duration pause(FaultClass kind, double chance, long now) {
    Duration lasted = outage.lasted(now);
    if (kind == FaultClass.STREAM_BUSY && lasted.compareTo(BUSY_FOR) < 0) {
      return scaled(BUSY_PAUSE, 0.8 + 0.4 * chance);
    }
    if (outage.failures() == 1 && kind == FaultClass.NETWORK) {
      return scaled(timing.firstRetry(), chance);
    }
    int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, outage.failures() - 2));
    double longest =
        Math.min(
            (double) cap(kind, lasted).toNanos(),
            (double) timing.retryBase().toNanos() * (1L << doublings));
    // Half of it is chance, so that many pushes do not come back in one moment.
    return Duration.ofNanos((long) (longest * (0.5 + 0.5 * chance)));
  }

  private Duration cap(FaultClass kind, Duration lasted) {
    if (kind == FaultClass.REJECTED || lasted.compareTo(LATE) > 0) {
      return timing.retryCapLate();
    }
    boolean early = kind == FaultClass.NETWORK && lasted.compareTo(EARLY) < 0;
    return early && timing.retryCap().compareTo(EARLY_CAP) > 0 ? EARLY_CAP : timing.retryCap();
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofNanos((long) (duration.toNanos() * factor));
  }
}
