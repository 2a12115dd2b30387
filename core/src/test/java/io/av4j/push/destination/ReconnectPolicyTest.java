package io.av4j.push.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.destination.ReconnectPolicy.Decision;
import io.av4j.push.destination.ReconnectPolicy.GiveUp;
import io.av4j.push.destination.ReconnectPolicy.Outcome;
import io.av4j.push.destination.ReconnectPolicy.RetryIn;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.plan.RetryPolicy;
import io.av4j.push.plan.RetryPolicy.Limit;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReconnectPolicyTest {
  private static final long SEED = Long.getLong("av4j.seed", 11);
  private static final Duration NOTHING = Duration.ZERO;
  private static final Duration SLOW = Duration.ofSeconds(2);

  private static ReconnectPolicy policy(RetryPolicy limits, long seed) {
    return ReconnectPolicy.of(PushTiming.DEFAULT, limits, seed);
  }

  private static ReconnectPolicy forever() {
    return policy(RetryPolicy.FOREVER, SEED);
  }

  private static Fault fault(FaultClass kind) {
    return new Fault(kind, -111, "ECONNREFUSED", "refused");
  }

  private static Outcome outcome(FaultClass kind) {
    return new Outcome(fault(kind), SLOW, NOTHING);
  }

  private static Outcome lostAfter(Duration published) {
    return new Outcome(fault(FaultClass.NETWORK), SLOW.plus(published), published);
  }

  private static RetryIn retry(Decision decision) {
    assertThat(decision).isInstanceOf(RetryIn.class);
    return (RetryIn) decision;
  }

  private static long millis(Decision decision) {
    return retry(decision).pause().toMillis();
  }

  @Test
  void theLawOfPausesHoldsInAThousandOutages() {
    System.out.println("ReconnectPolicyTest seed " + SEED);
    Random random = new Random(SEED);
    long longest = 0;
    for (int outage = 0; outage < 1000; outage++) {
      ReconnectPolicy policy = policy(RetryPolicy.FOREVER, random.nextLong());
      long now = random.nextLong() >> 8;
      for (int attempt = 1; attempt <= 300; attempt++) {
        long passed = TimeUnit.MINUTES.toNanos(attempt <= 100 ? 0 : attempt <= 200 ? 4 : 6);
        Decision decision = policy.after(outcome(FaultClass.NETWORK), now + passed);
        policy = decision.next();
        long least = attempt == 1 ? 0 : 250;
        long most = attempt == 1 ? 250 : attempt <= 100 ? 1000 : attempt <= 200 ? 3000 : 30_000;
        assertThat(millis(decision)).isBetween(least, most);
        longest = Math.max(longest, millis(decision));
      }
      Decision afterALongConnection = policy.after(lostAfter(Duration.ofSeconds(11)), now);
      assertThat(retry(afterALongConnection).pause()).isLessThan(Duration.ofMillis(251));
    }
    assertThat(longest).isGreaterThan(15_000);
  }

  @Test
  void aConnectionThatHeldForLessIsTheSameOutage() {
    ReconnectPolicy policy = forever();
    for (int i = 0; i < 5; i++) {
      policy = policy.after(outcome(FaultClass.NETWORK), 0).next();
    }
    assertThat(millis(policy.after(lostAfter(Duration.ofSeconds(9)), 0))).isBetween(500L, 1000L);
    assertThat(policy.after(lostAfter(Duration.ofSeconds(9)), 0).next().outage().failures())
        .isEqualTo(6);
  }

  @Test
  void aBusyServerIsAskedEverySecondForAMinute() {
    ReconnectPolicy policy = forever();
    for (int i = 0; i < 50; i++) {
      Decision decision =
          policy.after(outcome(FaultClass.STREAM_BUSY), TimeUnit.SECONDS.toNanos(i));
      assertThat(millis(decision)).isBetween(800L, 1200L);
      policy = decision.next();
    }
    Decision later = policy.after(outcome(FaultClass.STREAM_BUSY), TimeUnit.SECONDS.toNanos(61));
    assertThat(millis(later)).isBetween(1500L, 3000L);
  }

  @Test
  void whoIsRejectedAsksSeldom() {
    ReconnectPolicy policy = forever();
    long last = 0;
    for (int i = 0; i < 12; i++) {
      Decision decision = policy.after(outcome(FaultClass.REJECTED), 0);
      last = millis(decision);
      policy = decision.next();
    }
    assertThat(last).isBetween(15_000L, 30_000L);
  }

  @Test
  void whatTimeDoesNotHealIsNotTriedAgain() {
    Decision decision = forever().after(outcome(FaultClass.FATAL), 0);
    assertThat(decision).isInstanceOf(GiveUp.class);
    assertThat(decision.fault()).isEqualTo(fault(FaultClass.FATAL));
  }

  @Test
  void aServerThatClosesAtOnceFiveTimesDoesNotWantUs() {
    Fault closed = new Fault(FaultClass.NETWORK, -5, "EIO", "Input/output error");
    Outcome atOnce = new Outcome(closed, Duration.ofMillis(999), NOTHING);
    ReconnectPolicy policy = forever();
    for (int i = 1; i <= 4; i++) {
      Decision decision = policy.after(atOnce, 0);
      assertThat(decision.fault()).isEqualTo(closed);
      policy = decision.next();
    }
    // One that takes longer, or is another fault, begins the count anew.
    Decision slow = policy.after(new Outcome(closed, Duration.ofSeconds(1), NOTHING), 0);
    assertThat(slow.fault()).isEqualTo(closed);
    assertThat(slow.next().silentRejects()).isZero();
    assertThat(policy.after(outcome(FaultClass.NETWORK), 0).next().silentRejects()).isZero();
    for (int i = 5; i < 10; i++) {
      Decision decision = policy.after(atOnce, 0);
      assertThat(decision.fault().kind()).isEqualTo(FaultClass.REJECTED);
      assertThat(decision.fault().text()).startsWith("closed at once each time");
      assertThat(decision.fault().name()).isEqualTo("EIO");
      policy = decision.next();
    }
  }

  private static int retriesUntilGivenUp(RetryPolicy limits, FaultClass... kinds) {
    ReconnectPolicy policy = policy(limits, SEED);
    for (int i = 0; i < 1000; i++) {
      Decision decision = policy.after(outcome(kinds[i % kinds.length]), i);
      if (decision instanceof GiveUp) {
        return i;
      }
      policy = decision.next();
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void attemptsAreLimitedByClassAndInAll() {
    FaultClass[] each = {FaultClass.NETWORK, FaultClass.STREAM_BUSY, FaultClass.REJECTED};
    for (FaultClass kind : each) {
      assertThat(retriesUntilGivenUp(RetryPolicy.NEVER, kind)).isZero();
      assertThat(retriesUntilGivenUp(RetryPolicy.atMost(3), kind)).isEqualTo(3);
      assertThat(retriesUntilGivenUp(RetryPolicy.FOREVER, kind)).isEqualTo(Integer.MAX_VALUE);
    }
    assertThat(retriesUntilGivenUp(RetryPolicy.atMost(5), each)).isEqualTo(5);
    RetryPolicy twoRejections = RetryPolicy.FOREVER.withRejected(new Limit(2, null));
    assertThat(retriesUntilGivenUp(twoRejections, FaultClass.REJECTED)).isEqualTo(2);
    assertThat(retriesUntilGivenUp(twoRejections, FaultClass.NETWORK, FaultClass.REJECTED))
        .isEqualTo(5);
    assertThat(retriesUntilGivenUp(twoRejections, FaultClass.NETWORK)).isEqualTo(Integer.MAX_VALUE);
    assertThat(retriesUntilGivenUp(twoRejections.withBusy(new Limit(1, null)), each)).isEqualTo(4);
  }

  @Test
  void timeIsLimitedFromTheFirstFailureOn() {
    RetryPolicy minute = RetryPolicy.atMost(Duration.ofMinutes(1));
    long start = Long.MAX_VALUE - 5;
    ReconnectPolicy policy = policy(minute, SEED);
    policy = retry(policy.after(outcome(FaultClass.NETWORK), start)).next();
    long justBefore = start + TimeUnit.SECONDS.toNanos(60) - 1;
    assertThat(policy.after(outcome(FaultClass.REJECTED), justBefore)).isInstanceOf(RetryIn.class);
    assertThat(policy.after(outcome(FaultClass.REJECTED), justBefore + 1))
        .isInstanceOf(GiveUp.class);
  }

  /** A server that shakes hands and closes must not be tried for ever. */
  @Test
  void mediaGivesTheBudgetBackAndAHandshakeDoesNot() {
    RetryPolicy three = RetryPolicy.atMost(3);
    ReconnectPolicy handshakes = policy(three, SEED);
    for (int i = 0; i < 3; i++) {
      handshakes = retry(handshakes.after(lostAfter(Duration.ofMillis(1999)), 0)).next();
    }
    assertThat(handshakes.after(lostAfter(Duration.ofMillis(1999)), 0)).isInstanceOf(GiveUp.class);
    Decision given = handshakes.after(lostAfter(Duration.ofSeconds(2)), 0);
    assertThat(given).isInstanceOf(RetryIn.class);
    assertThat(given.next().budget().all().failures()).isEqualTo(1);
    assertThat(retriesUntilGivenUp(three, FaultClass.NETWORK)).isEqualTo(3);
    ReconnectPolicy media = policy(three, SEED);
    for (int i = 0; i < 100; i++) {
      media = retry(media.after(lostAfter(Duration.ofSeconds(2)), i)).next();
    }
  }

  /** D15: the chance of each publisher is its own, and does not come from the thread it runs on. */
  @Test
  void noTwoPublishersComeBackInOneMoment() {
    Set<Long> pauses = new HashSet<>();
    for (long seed = 0; seed < 1000; seed++) {
      pauses.add(
          retry(policy(RetryPolicy.FOREVER, seed).after(outcome(FaultClass.NETWORK), 0))
              .pause()
              .toNanos());
    }
    assertThat(pauses).hasSizeGreaterThan(990);
    List<Duration> once = pauses(SEED);
    assertThat(pauses(SEED)).isEqualTo(once);
    assertThat(pauses(SEED + 1)).isNotEqualTo(once);
    assertThat(new HashSet<>(once)).hasSize(once.size());
  }

  private static List<Duration> pauses(long seed) {
    List<Duration> all = new ArrayList<>();
    ReconnectPolicy policy = policy(RetryPolicy.FOREVER, seed);
    for (int i = 0; i < 20; i++) {
      RetryIn retry = retry(policy.after(outcome(FaultClass.NETWORK), 0));
      all.add(retry.pause());
      policy = retry.next();
    }
    return all;
  }

  /** Whatever fails in whatever order: pauses stay in their bounds, and limits are kept. */
  @Test
  void whateverFailsTheBoundsHold() {
    Random random = new Random(SEED);
    PushTiming timing = PushTiming.DEFAULT;
    FaultClass[] kinds = FaultClass.values();
    for (int run = 0; run < 2000; run++) {
      int attempts = random.nextInt(60) - 1;
      RetryPolicy limits = attempts < 0 ? RetryPolicy.FOREVER : RetryPolicy.atMost(attempts);
      ReconnectPolicy policy = policy(limits, random.nextLong());
      long now = random.nextLong();
      int sinceMedia = 0;
      for (int step = 0; step < 200; step++) {
        now += (long) (random.nextDouble() * random.nextDouble() * TimeUnit.MINUTES.toNanos(1));
        boolean fatal = random.nextInt(50) == 0;
        FaultClass kind = fatal ? FaultClass.FATAL : kinds[random.nextInt(3)];
        Duration published =
            random.nextInt(10) == 0 ? Duration.ofMillis(random.nextInt(20_000)) : NOTHING;
        Duration took = published.plusMillis(random.nextInt(3000));
        String name = random.nextBoolean() ? "EIO" : "EPIPE";
        Decision decision =
            policy.after(new Outcome(new Fault(kind, -5, name, "x"), took, published), now);
        sinceMedia = published.toSeconds() >= 2 ? 1 : sinceMedia + 1;
        FaultClass judged = decision.fault().kind();
        assertThat(judged == kind || judged == FaultClass.REJECTED).isTrue();
        boolean mayGoOn = !fatal && (attempts < 0 || sinceMedia <= attempts);
        assertThat(decision instanceof RetryIn).isEqualTo(mayGoOn);
        assertThat(decision.next().outage().failures()).isPositive();
        if (decision instanceof RetryIn retry) {
          assertThat(retry.pause())
              .isGreaterThanOrEqualTo(NOTHING)
              .isLessThanOrEqualTo(
                  judged == FaultClass.REJECTED
                      ? timing.retryCapLate()
                      : decision.next().outage().lasted(now).toMinutes() < 5
                          ? timing.retryCap()
                          : timing.retryCapLate());
        }
        policy = mayGoOn ? decision.next() : policy(limits, random.nextLong());
        sinceMedia = mayGoOn ? sinceMedia : 0;
      }
    }
  }
}
