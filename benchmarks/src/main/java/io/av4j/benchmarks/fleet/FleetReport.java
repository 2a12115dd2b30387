package io.av4j.benchmarks.fleet;

import io.av4j.clock.PacerStatistics;
import io.av4j.push.LivePush;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.PushSnapshot;
import io.av4j.push.status.PushState;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What is said of a fleet: a line now and then, and the failures at the end. */
public final class FleetReport {
  private final List<LivePush> pushes;
  private final PrintStream out;
  private final long start = System.nanoTime();

  /** A report of pushes; more may be added to the list by the thread that reports. */
  public FleetReport(List<LivePush> pushes, PrintStream out) {
    this.pushes = pushes;
    this.out = out;
  }

  /**
   * How many push, how much went out, and how well real time is held: each pacing figure is that of
   * the push that is worst in it.
   */
  public void line() {
    List<PushSnapshot> all = pushes.stream().map(LivePush::snapshot).toList();
    long live = all.stream().filter(FleetReport::isLive).count();
    long failed = all.stream().filter(push -> push.state() == PushState.FAILED).count();
    long bytes =
        all.stream()
            .flatMap(push -> push.destinations().stream())
            .mapToLong(DestinationSnapshot::bytes)
            .sum();
    long lags = all.stream().mapToLong(push -> push.pacing().lags()).sum();
    int threads = Thread.activeCount();
    out.printf(
        Locale.ROOT,
        "%.1f s: live=%d failed=%d bytes=%d pacing-p50=%.1f pacing-p99=%.1f pacing-max=%.1f "
            + "lags=%d threads=%d%n",
        (System.nanoTime() - start) / 1e9,
        live,
        failed,
        bytes,
        worst(all, PacerStatistics::errorP50),
        worst(all, PacerStatistics::errorP99),
        worst(all, PacerStatistics::errorMax),
        lags,
        threads);
    out.flush();
  }

  private static double worst(List<PushSnapshot> all, Function<PacerStatistics, Duration> figure) {
    return all.stream()
        .map(PushSnapshot::pacing)
        .map(figure)
        .mapToDouble(late -> late.toNanos() / 1e6)
        .max()
        .orElse(0);
  }

  /** Whether all that a push sends arrives. */
  public static boolean isLive(PushSnapshot push) {
    return !push.destinations().isEmpty()
        && push.destinations().stream().allMatch(one -> one.state().isLive());
  }

  /** The last line, and why pushes failed. */
  public void end() {
    line();
    for (LivePush push : pushes) {
      PushSnapshot last = push.snapshot();
      if (last.state() == PushState.FAILED) {
        last.destinations().stream()
            .filter(one -> one.lastFault() != null)
            .forEach(one -> out.println(last.name() + ": " + one.lastFault()));
      }
    }
    out.flush();
  }
}
