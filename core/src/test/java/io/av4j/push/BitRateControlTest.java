package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Against a model of a link: a buffer that drains at the link's rate. */
class BitRateControlTest {
  private static final long ORIGINAL = 2_000_000;
  private static final long AUDIO = 128_000;

  /** What became of a link in time. */
  private record Outcome(double secondsToFit, double secondsToRecover, double mostWaiting) {}

  @Test
  void followsABandwidthDownAndUp() {
    for (double part : new double[] {0.5, 0.25}) {
      Outcome outcome = simulate(part);
      System.out.println("link at " + part + ": " + outcome);
      assertThat(outcome.secondsToFit()).isLessThan(5);
      // In the model nothing is left out, as the queue would from 0.7 s on.
      assertThat(outcome.mostWaiting()).isLessThan(2.5);
      assertThat(outcome.secondsToRecover()).isLessThan(60);
    }
  }

  private static Outcome simulate(double part) {
    BitRateControl control = new BitRateControl(ORIGINAL, AUDIO, 0);
    long full = 2 * (ORIGINAL + AUDIO);
    long narrow = Math.round(part * (ORIGINAL + AUDIO)) + 100_000;
    double waitingBits = 0;
    double fit = -1;
    double recovered = -1;
    double most = 0;
    double sentInWindow = 0;
    for (int tick = 1; tick <= 1000; tick++) {
      double seconds = tick / 10.0;
      long link = seconds < 10 || seconds >= 40 ? full : narrow;
      waitingBits += (control.target() + AUDIO) / 10.0;
      double sent = Math.min(waitingBits, link / 10.0);
      waitingBits -= sent;
      sentInWindow = 0.9 * sentInWindow + sent;
      double waiting = waitingBits / (control.target() + AUDIO);
      most = Math.max(most, waiting);
      double blocked = waitingBits > 0 ? 0.9 : 0.01;
      OptionalLong changed =
          control.update(
              TimeUnit.MILLISECONDS.toNanos(tick * 100L),
              (long) (waiting * 1e9),
              Math.round(sentInWindow),
              blocked);
      assertThat(changed.orElse(ORIGINAL)).isBetween(ORIGINAL / 4, ORIGINAL);
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
}
