package io.av4j.benchmarks.fleet;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** What is said of a fleet: a line now and then, and the failures at the end. */
public final class FleetReport {
  private final List<Push> pushes;
  private final Lateness lateness;
  private final PrintStream out;
  private final long start = System.nanoTime();

  /** A report of pushes that share a clock. */
  public FleetReport(List<Push> pushes, Lateness lateness, PrintStream out) {
    this.pushes = pushes;
    this.lateness = lateness;
    this.out = out;
  }

  /** How many push, how much went out, and how well real time is held. */
  public void line() {
    long live = pushes.stream().filter(Push::isLive).count();
    long failed = pushes.stream().filter(push -> push.failure() != null).count();
    long bytes = pushes.stream().mapToLong(Push::bytes).sum();
    long lags = pushes.stream().mapToLong(Push::lags).sum();
    out.printf(
        Locale.ROOT,
        "%.1f s: live=%d failed=%d bytes=%d pacing-p50=%.1f pacing-p99=%.1f pacing-max=%.1f lags=%d%n",
        (System.nanoTime() - start) / 1e9,
        live,
        failed,
        bytes,
        lateness.quantileMillis(0.5),
        lateness.quantileMillis(0.99),
        lateness.quantileMillis(1),
        lags);
    out.flush();
  }

  /** The last line, and why pushes failed. */
  public void end() {
    line();
    for (Push push : pushes) {
      Throwable failure = push.failure();
      if (failure != null) {
        out.println(push.getName() + ": " + failure);
      }
    }
    out.flush();
  }
}
