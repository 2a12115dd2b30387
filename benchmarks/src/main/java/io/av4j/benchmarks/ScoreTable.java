package io.av4j.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/**
 * The scores as a Markdown table: with the half of their 99.9 % interval of confidence, the bytes
 * of Java heap of an operation where they were measured, and a row for each value that was not
 * there.
 */
final class ScoreTable {
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final double CONFIDENCE = 0.999;

  private ScoreTable() {}

  static String of(Collection<RunResult> results, List<Availability> asked) {
    StringBuilder table = new StringBuilder("| benchmark | of | score | ± | unit | heap B/op |\n");
    table.append("|---|---|--:|--:|---|--:|\n");
    results.forEach(result -> table.append(row(result)));
    asked.forEach(availability -> table.append(missing(availability)));
    return table.toString();
  }

  /** A row for each value that is not there. */
  static String missing(Availability asked) {
    return asked.missing().entrySet().stream()
        .map(
            entry ->
                String.format(
                    "| %s | %s | not available: %s | | | |%n",
                    asked.benchmark().getSimpleName(), entry.getKey(), entry.getValue()))
        .collect(Collectors.joining());
  }

  private static String row(RunResult run) {
    BenchmarkParams params = run.getParams();
    String name = params.getBenchmark();
    int method = name.lastIndexOf('.');
    Result<?> score = run.getPrimaryResult();
    Statistics numbers = score.getStatistics();
    Result<?> heap = run.getSecondaryResults().get(ALLOCATION);
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s |%n",
        name.substring(name.lastIndexOf('.', method - 1) + 1),
        params.getParamsKeys().stream().map(params::getParam).collect(Collectors.joining(", ")),
        number(score.getScore()),
        numbers.getN() < 2 ? "" : number(numbers.getMeanErrorAt(CONFIDENCE)),
        score.getScoreUnit(),
        heap == null ? "" : String.format(Locale.ROOT, "%.0f", heap.getScore()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
  }
}
