package io.av4j.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.testing.Allocations;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HistogramTest {
  private final Histogram histogram = new Histogram();

  @Test
  void anEmptyOneTellsZero() {
    assertThat(histogram.total()).isZero();
    assertThat(histogram.max()).isZero();
    assertThat(histogram.quantile(0)).isZero();
    assertThat(histogram.quantile(1)).isZero();
    assertThatThrownBy(() -> histogram.quantile(1.01)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> histogram.quantile(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void quantilesAreAtMostAThirtySecondTooHigh() {
    SplittableRandom random = Seed.random("HistogramTest");
    long[] values = new long[10_000];
    for (int i = 0; i < values.length; i++) {
      // Of all sizes, from nanoseconds to half an hour.
      values[i] = (long) Math.pow(2, random.nextDouble() * 40.9);
      histogram.count(values[i]);
    }
    Arrays.sort(values);
    assertThat(histogram.total()).isEqualTo(values.length);
    assertThat(histogram.max()).isEqualTo(Duration.ofNanos(values[values.length - 1]));
    for (double part : new double[] {0, 0.001, 0.25, 0.5, 0.9, 0.99, 1}) {
      long exact = values[Math.max(0, (int) Math.ceil(part * values.length) - 1)];
      long told = histogram.quantile(part).toNanos();
      assertThat(told).as("%s of %s", part, exact).isBetween(exact, exact + exact / 32);
    }
  }

  @Test
  void theEndsOfTheScaleAreHeld() {
    histogram.count(Long.MIN_VALUE);
    histogram.count(0);
    assertThat(histogram.quantile(1)).isZero();
    histogram.count(31);
    histogram.count(32);
    assertThat(histogram.quantile(0.75)).isEqualTo(Duration.ofNanos(31));
    assertThat(histogram.quantile(1)).isEqualTo(Duration.ofNanos(32));
    histogram.count(Long.MAX_VALUE);
    assertThat(histogram.quantile(1)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    assertThat(histogram.total()).isEqualTo(5);
  }

  @Test
  void whatHasOccurredBeforeAllocatesNothing() {
    fill(new Histogram());
    try (Allocations filling = new Allocations()) {
      fill(new Histogram());
      assertThat(filling.heapBytes()).isBetween(10_000L, 11_000L);
    }
    histogram.count(1_000);
    try (Allocations counting = new Allocations()) {
      for (int i = 0; i < 10_000; i++) {
        histogram.count(1_000 + i % 10);
      }
      assertThat(counting.heapBytes()).isLessThan(1_000);
    }
  }

  private static void fill(Histogram full) {
    for (int bits = 0; bits < 63; bits++) {
      full.count(1L << bits);
    }
  }

  @Test
  void severalThreadsMayCount() throws InterruptedException {
    CountDownLatch together = new CountDownLatch(1);
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      int own = i;
      threads[i] =
          new Thread(
              () -> {
                try {
                  together.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                for (int n = 0; n < 50_000; n++) {
                  histogram.count(1L << (n % 40 + own % 2));
                }
              });
      threads[i].start();
    }
    together.countDown();
    for (Thread thread : threads) {
      thread.join(10_000);
    }
    assertThat(histogram.total()).isEqualTo(200_000);
    assertThat(histogram.max()).isEqualTo(Duration.ofNanos(1L << 40));
  }
}
