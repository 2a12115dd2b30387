package io.av4j.push.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Against a model of a link: a buffer that drains at the link's rate. */
class BitRateControlTest {
  private static final long ORIGINAL = 2_000_000;
  private static final long AUDIO = 128_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** What became of a link in time. */
  private record Outcome(double secondsToFit, double secondsToRecover, double mostWaiting) {}

  @Test
  void followsABandwidthDownAndUp() {
    for (double part : new double[] {0.5, 0.25}) {
      Outcome outcome = simulate(part);
      assertThat(outcome.secondsToFit()).as("link at %s: %s", part, outcome).isLessThan(5);
      assertThat(outcome.mostWaiting()).isLessThan(2);
      assertThat(outcome.secondsToRecover()).isLessThan(60);
    }
  }

  @Test
  void aRateBelowTheLeastStepIsNeverExceeded() {
    BitRateControl control = new BitRateControl(30_000, AUDIO, 0);
    assertThat(control.update(TimeUnit.SECONDS.toNanos(1), SECOND, 10_000, 0.9)).isEmpty();
    assertThat(control.target()).isEqualTo(30_000);
  }

  @Test
  void isReleasedToItsOriginalRateAtOnceAndOnce() {
    BitRateControl control = new BitRateControl(ORIGINAL, AUDIO, 0);
    assertThat(control.release(SECOND)).isEmpty();
    assertThat(control.update(SECOND, SECOND, 1_000_000, 0.9)).hasValue(550_000);
    assertThat(control.release(SECOND)).hasValue(ORIGINAL);
    assertThat(control.release(SECOND)).isEmpty();
  }

  private static Outcome simulate(double part) {
    BitRateControl control = new BitRateControl(ORIGINAL, AUDIO, 0);
    long full = 2 * (ORIGINAL + AUDIO);
    long narrow = Math.round(part * (ORIGINAL + AUDIO)) + 100_000;
    // What each tenth of a second has left to send, oldest first.
    Deque<Double> waiting = new ArrayDeque<>();
    double fit = -1;
    double recovered = -1;
    double most = 0;
    double sentInWindow = 0;
    for (int tick = 1; tick <= 1000; tick++) {
      double seconds = tick / 10.0;
      long link = seconds < 10 || seconds >= 40 ? full : narrow;
      waiting.add((control.target() + AUDIO) / 10.0);
      double sent = send(waiting, link / 10.0);
      sentInWindow = 0.9 * sentInWindow + sent;
      double waitingSeconds = waiting.size() / 10.0;
      most = Math.max(most, waitingSeconds);
      double blocked = waiting.isEmpty() ? 0.01 : 0.9;
      OptionalLong changed =
          control.update(
              TimeUnit.MILLISECONDS.toNanos(tick * 100L),
              (long) (waitingSeconds * 1e9),
              Math.round(sentInWindow),
              blocked);
      assertThat(changed.orElse(ORIGINAL)).isBetween(ORIGINAL / 8, ORIGINAL);
      if (fit < 0 && seconds > 10 && control.target() + AUDIO <= narrow) {
        fit = seconds - 10;
      }
      if (recovered < 0 && seconds > 40 && control.target() >= 0.95 * ORIGINAL) {
        recovered = seconds - 40;
      }
    }
    return new Outcome(
        fit < 0 ? Double.MAX_VALUE : fit, recovered < 0 ? Double.MAX_VALUE : recovered, most);
  }

  /** Takes so many bits from the front; how many there were. */
  private static double send(Deque<Double> waiting, double bits) {
    double left = bits;
    while (left > 0 && !waiting.isEmpty()) {
      double first = waiting.remove();
      if (first > left) {
        waiting.addFirst(first - left);
        left = 0;
      } else {
        left -= first;
      }
    }
    return bits - left;
  }
}
