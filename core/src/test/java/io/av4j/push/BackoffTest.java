package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long SEED = Long.getLong("av4j.seed", 11);

  @Test
  void theLawOfPausesHoldsInAThousandOutages() {
    System.out.println("BackoffTest seed " + SEED);
    Random random = new Random(SEED);
    long longest = 0;
    for (int outage = 0; outage < 1000; outage++) {
      Backoff backoff = new Backoff(PushTiming.DEFAULT, random);
      long now = random.nextLong() >> 8;
      for (int attempt = 1; attempt <= 300; attempt++) {
        long passed = TimeUnit.MINUTES.toNanos(attempt <= 100 ? 0 : attempt <= 200 ? 4 : 6);
        long pause = backoff.next(FaultClass.NETWORK, now + passed).toMillis();
        long least = attempt == 1 ? 0 : 250;
        long most = attempt == 1 ? 250 : attempt <= 100 ? 1000 : attempt <= 200 ? 3000 : 30_000;
        assertThat(pause).isBetween(least, most);
        longest = Math.max(longest, pause);
      }
      backoff.reset();
      assertThat(backoff.next(FaultClass.NETWORK, now)).isLessThan(Duration.ofMillis(251));
    }
    assertThat(longest).isGreaterThan(15_000);
  }

  @Test
  void aBusyServerIsAskedEverySecondForAMinute() {
    Backoff backoff = new Backoff(PushTiming.DEFAULT, new Random(SEED));
    for (int i = 0; i < 50; i++) {
      assertThat(backoff.next(FaultClass.STREAM_BUSY, TimeUnit.SECONDS.toNanos(i)).toMillis())
          .isBetween(800L, 1200L);
    }
    assertThat(backoff.next(FaultClass.STREAM_BUSY, TimeUnit.SECONDS.toNanos(61)).toMillis())
        .isBetween(1500L, 3000L);
  }

  @Test
  void whoIsRejectedAsksSeldom() {
    Backoff backoff = new Backoff(PushTiming.DEFAULT, new Random(SEED));
    long last = 0;
    for (int i = 0; i < 12; i++) {
      last = backoff.next(FaultClass.REJECTED, 0).toMillis();
    }
    assertThat(last).isBetween(15_000L, 30_000L);
  }
}
