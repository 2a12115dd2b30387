package io.av4j.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.av4j.testing.Allocations;
import io.av4j.testing.Await;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PacerTest {
  private static final long SECOND = 1_000_000_000;
  private static final long FRAME = 40_000_000;
  private static final PacerOptions FAR =
      new PacerOptions(
          Duration.ZERO, Duration.ofSeconds(1), 1.05, Duration.ofDays(1), Duration.ZERO);

  /** Time that passes only where somebody waits for it. */
  private static final class FakeClock implements NanoClock {
    long now = 5 * SECOND;
    int waits;
    Runnable atWait = () -> {};

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void waitUntil(long nanoTime) throws InterruptedException {
      atWait.run();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      waits++;
      now = Math.max(now, nanoTime);
    }
  }

  private final FakeClock clock = new FakeClock();
  private final Pacer pacer = Pacer.of(clock, PacerOptions.DEFAULT);
  private final long start = clock.now;

  /** Offers the item of that media time and tells when it passed, both from the start on. */
  private double pass(double seconds) {
    pacer.await(Timestamp.ofSeconds(seconds));
    return (clock.now - start) / (double) SECOND;
  }

  @Test
  void theFirstHalfSecondPassesAtOnceAndStaysAhead() {
    for (int i = 0; i * 0.04 <= 0.5; i++) {
      assertThat(pass(i * 0.04)).isZero();
    }
    for (int i = 13; i < 2000; i++) {
      assertThat(pass(i * 0.04)).isCloseTo(i * 0.04 - 0.5, within(1e-6));
    }
    assertThat(pacer.statistics().lags()).isZero();
    assertThat(pacer.statistics().cuts()).isZero();
    assertThat(pacer.statistics().errorMax()).isLessThan(Duration.ofMillis(1));
    assertThat(clock.waits).as("each in one piece").isEqualTo(2000 - 13);
  }

  @Test
  void errorsDoNotAddUp() {
    // Thirds of a millisecond have no exact microsecond.
    Rational unit = new Rational(1, 3000);
    for (int i = 0; i <= 300_000; i += 100) {
      pacer.await(new Timestamp(i, unit));
    }
    assertThat((clock.now - start) / 1e9).isCloseTo(99.5, within(1e-6));
  }

  @Test
  void lessThanTheThresholdLateIsMadeUpForAtOnce() {
    pass(0);
    clock.now += (long) (1.2 * SECOND);
    assertThat(pass(1)).isEqualTo(1.2);
    assertThat(pass(1.04)).isEqualTo(1.2);
    assertThat(pass(1.9)).isCloseTo(1.4, within(1e-6));
    assertThat(pacer.statistics().lags()).isZero();
  }

  @Test
  void aLateSourceIsCaughtUpWithGently() {
    pass(0);
    clock.now += 3 * SECOND;
    // Two seconds late: from here on 5 % faster than real time, not all at once.
    assertThat(pass(1)).isEqualTo(3.0);
    assertThat(pacer.statistics().lags()).isEqualTo(1);
    assertThat(pass(2)).isCloseTo(3 + 1 / 1.05, within(1e-6));
    assertThat(pass(11)).isCloseTo(3 + 10 / 1.05, within(1e-6));
    // Media at m is due at m - 0.5; it is caught up when 3 + (m - 1)/1.05 is that.
    double met = (3 - 1 / 1.05 + 0.5) / (1 - 1 / 1.05);
    for (double media = 12; media < met; media += 1) {
      assertThat(pass(media)).isCloseTo(3 + (media - 1) / 1.05, within(1e-6));
    }
    assertThat(pass(met + 5)).isCloseTo(met + 4.5, within(1e-6));
    assertThat(pass(met + 6)).isCloseTo(met + 5.5, within(1e-6));
    assertThat(pacer.statistics().lags()).isEqualTo(1);
  }

  @Test
  void aCutIsNotWaitedFor() {
    pass(0);
    pass(2);
    double before = (clock.now - start) / (double) SECOND;
    assertThat(pass(1002)).isLessThan(before + 0.6);
    assertThat(pass(1003)).isLessThan(before + 1.6);
    assertThat(pass(3)).isLessThan(before + 2.2);
    assertThat(pacer.statistics().cuts()).isEqualTo(2);
    double again = (clock.now - start) / (double) SECOND;
    for (int i = 1; i <= 100; i++) {
      pass(3 + i * 0.04);
    }
    assertThat((clock.now - start) / (double) SECOND - again).isCloseTo(4.0, within(0.6));
  }

  @Test
  void aStepBelowTheThresholdIsWaitedFor() {
    pass(0);
    assertThat(pass(9.9)).isCloseTo(9.4, within(1e-6));
    assertThat(pacer.statistics().cuts()).isZero();
  }

  @Test
  void jumpsBetweenTheEndsOfTimeAreCuts() {
    long far = Long.MAX_VALUE - 1;
    for (long nanos : new long[] {0, far, -far, far, 0, -far, 1}) {
      pacer.await(new Timestamp(nanos, Rational.NANOSECOND));
    }
    assertThat(clock.now - start).isLessThan(10 * SECOND);
    assertThat(pacer.statistics().cuts()).isEqualTo(6);
  }

  @Test
  void timesThatDoNotFitNanosecondsAreCutsToo() {
    for (long seconds : new long[] {0, Long.MAX_VALUE, 1, -Long.MAX_VALUE}) {
      pacer.await(new Timestamp(seconds, Rational.of(1)));
    }
    assertThat(clock.now - start).isLessThan(10 * SECOND);
  }

  @Test
  void absurdDurationsInTheOptionsAreTakenAsForEver() {
    Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
    Pacer patient = Pacer.of(clock, new PacerOptions(Duration.ZERO, ages, 2, ages, Duration.ZERO));
    patient.await(Timestamp.ofSeconds(0));
    patient.await(Timestamp.ofSeconds(1));
    assertThat(clock.now - start).isEqualTo(SECOND);
    Pacer eager = Pacer.of(clock, new PacerOptions(ages, ages, 2, ages, ages));
    eager.await(Timestamp.ofSeconds(0));
    eager.await(Timestamp.ofSeconds(3600));
    assertThat(clock.now - start).isEqualTo(SECOND);
  }

  @Test
  void whatIsDueWithinAGrainSharesOneWait() {
    Duration grain = Duration.ofMillis(20);
    Pacer coarse = Pacer.of(clock, PacerOptions.DEFAULT.withBurst(grain).withGrain(grain));
    for (int i = 0; i < 1000; i++) {
      coarse.await(Timestamp.ofMicros(i * 5000L));
      long early = i * 5_000_000L - 20_000_000 - (clock.now - start);
      assertThat(early).isBetween(-20_000_000L, 20_000_000L);
    }
    // Nine pass at once, of the others one in five waits.
    assertThat(coarse.statistics().waits()).isEqualTo(199);
    assertThat(coarse.statistics().errorMax()).isZero();
  }

  @Test
  void itemsWithoutTimePass() {
    pacer.await(null);
    pacer.await(null);
    assertThat(clock.now).isEqualTo(start);
    assertThat(pacer.statistics().items()).isEqualTo(2);
    assertThat(pacer.statistics().waits()).isZero();
    assertThat(pacer.statistics().errorP99()).isZero();
  }

  @Test
  void aCancelMeanwhileIsSeenBehindTheWait() {
    pass(0);
    clock.atWait = pacer::cancel;
    assertThatThrownBy(() -> pass(5)).isInstanceOf(CancellationException.class);
    assertThat(clock.waits).isEqualTo(1);
    assertThatThrownBy(() -> pass(0.1)).isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> pacer.await(null)).isInstanceOf(CancellationException.class);
  }

  @Test
  void pacingAllocatesNothing() {
    Timestamp[] times = new Timestamp[20_000];
    for (int i = 0; i < times.length; i++) {
      times[i] = new Timestamp(i * 3600L, new Rational(1, 90_000));
    }
    int half = times.length / 2;
    for (int i = 0; i < half; i++) {
      pacer.await(times[i]);
    }
    try (Allocations pacing = new Allocations()) {
      for (int i = half; i < times.length; i++) {
        pacer.await(times[i]);
      }
      // One object for each would be 160 kB.
      assertThat(pacing.heapBytes()).isLessThan(20_000);
    }
  }

  /** The item is due in an hour, so without an end at once the test runs into its timeout. */
  @Test
  void aCancelEndsALongWaitAtOnce() throws InterruptedException {
    Pacer patient = Pacer.of(NanoClock.system(), FAR);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              patient.await(Timestamp.ofSeconds(0));
              patient.await(Timestamp.ofSeconds(3600));
            });
    thread.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
    thread.start();
    Await.until(
        () -> thread.getState() == Thread.State.TIMED_WAITING, () -> thread.getState().toString());
    patient.cancel();
    thread.join(5000);
    assertThat(thread.isAlive()).isFalse();
    assertThat(thrown.get()).isInstanceOf(CancellationException.class);
  }

  /** Counts are read while they are written; at the end all are there. */
  @Test
  void statisticsMayBeAskedMeanwhile() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              long before = 0;
              while (!over.get()) {
                PacerStatistics now = pacer.statistics();
                assertThat(now.items()).isGreaterThanOrEqualTo(before);
                assertThat(now.waits() + now.cuts()).isLessThanOrEqualTo(now.items());
                before = now.items();
              }
            });
    reader.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
    reader.start();
    for (int i = 0; i < 20_000; i++) {
      pass(i % 2 == 0 ? i : i + 100);
    }
    over.set(true);
    reader.join(5000);
    assertThat(thrown.get()).isNull();
    assertThat(pacer.statistics().items()).isEqualTo(20_000);
    assertThat(pacer.statistics().cuts()).isEqualTo(19_999);
  }

  @Test
  void anInterruptEndsTheWaitAndStaysSet() {
    pass(0);
    clock.atWait = () -> Thread.currentThread().interrupt();
    assertThatThrownBy(() -> pass(5))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void waitsOfTheSystemClockCanBeInterruptedAndUnparked() throws InterruptedException {
    NanoClock system = NanoClock.system();
    long before = system.nanoTime();
    for (long far : new long[] {before + 3600 * SECOND, NanoClock.NEVER}) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> system.waitUntil(far)).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
      LockSupport.unpark(Thread.currentThread());
      system.waitUntil(far);
      assertThat(system.isPast(far)).isFalse();
    }
    system.waitUntil(before - SECOND);
    assertThat(system.isPast(before)).isTrue();
    assertThat(system.nanoTimeAfter(Duration.ofSeconds(Long.MAX_VALUE))).isGreaterThan(before);
  }

  @Test
  void theErrorIsHowLateAnItemPasses() {
    FakeClock late = new FakeClock();
    Pacer coarse = Pacer.of(late, PacerOptions.DEFAULT.withBurst(Duration.ZERO));
    coarse.await(Timestamp.ofSeconds(0));
    for (int i = 1; i <= 100; i++) {
      boolean slow = i == 50;
      late.atWait = () -> late.now += slow ? 7_000_000 : 1_000_000;
      long due = late.now;
      coarse.await(Timestamp.ofMicros(i * FRAME / 1000));
      assertThat(late.now).isGreaterThan(due);
    }
    PacerStatistics statistics = coarse.statistics();
    assertThat(statistics.waits()).isEqualTo(100);
    assertThat(statistics.errorMax()).isLessThanOrEqualTo(Duration.ofMillis(8));
    assertThat(statistics.errorP50()).isLessThanOrEqualTo(statistics.errorP99());
  }
}
