package io.av4j.benchmarks.recovery;

import io.av4j.benchmarks.versus.Bench;
import io.av4j.benchmarks.versus.Spread;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Faults that befall all contestants, and the lines of the table that come of it. */
public final class Recoveries {
  /** The table's heading. */
  public static final String HEADING =
      "| case | what happens | pusher | gives its connection up, s after the fault began"
          + " | server has the stream, s after the fault ended | rounds | when (UTC) |\n"
          + "|---|---|---|---|---|---|---|";

  private static final int REPEATS = 30;

  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private final Bench bench;
  private final Path clip;
  private final int rounds;
  private final PrintStream say;

  /** Each fault that many times on pushes of a clip; each outcome is told as it is known. */
  public Recoveries(Bench bench, Path clip, int rounds, PrintStream say) {
    this.bench = bench;
    this.clip = clip;
    this.rounds = rounds;
    this.say = say;
  }

  /** The names of the cases. */
  public static List<String> cases() {
    return Arrays.stream(Fault.values()).map(Fault::title).toList();
  }

  /** Runs a case and gives the lines of the table for it. */
  public List<String> run(String title) throws IOException, InterruptedException {
    Fault fault =
        Arrays.stream(Fault.values())
            .filter(f -> f.title().equals(title))
            .findFirst()
            .orElseThrow();
    Path folder = bench.file(title);
    List<Contestant> contestants = Contestant.all(bench);
    try (Trial trial = Trial.start(fault, contestants, repeated(), folder)) {
      List<String> rows = new ArrayList<>();
      String when = MINUTES.format(ZonedDateTime.now(ZoneOffset.UTC));
      for (Map.Entry<String, List<Outcome>> entry : trial.run(rounds, say).entrySet()) {
        rows.add(row(fault, entry.getKey(), entry.getValue(), when));
      }
      return rows;
    }
  }

  /** The clip so often that a case is over before it begins again. */
  private Path repeated() throws IOException, InterruptedException {
    Path whole = bench.file("clip.mp4");
    bench.run(
        bench.ffmpegCommand(
            "-stream_loop", REPEATS - 1, "-i", clip.toAbsolutePath(), "-c", "copy", whole));
    return whole;
  }

  private static String row(Fault fault, String pusher, List<Outcome> outcomes, String when) {
    double[] noticed =
        outcomes.stream().flatMapToDouble(outcome -> outcome.noticed().stream()).toArray();
    double[] back = outcomes.stream().mapToDouble(Outcome::back).toArray();
    int kept = outcomes.size() - noticed.length;
    long ended = outcomes.stream().filter(outcome -> !outcome.runs()).count();
    return "| "
        + String.join(
            " | ",
            fault.title(),
            fault.description(),
            pusher,
            join(noticed, kept, "kept it"),
            join(back, ended, "its process ended"),
            Integer.toString(outcomes.size()),
            when)
        + " |";
  }

  /** The median and the worst of the numbers, and how often something else was the case. */
  private static String join(double[] seconds, long exceptions, String exception) {
    List<String> parts = new ArrayList<>();
    if (seconds.length > 0) {
      Spread spread = Spread.of(seconds);
      parts.add(number(spread.median()) + ", worst " + number(spread.most()));
    }
    if (exceptions > 0) {
      parts.add(exception + " " + exceptions + "x");
    }
    return String.join("; ", parts);
  }

  private static String number(double seconds) {
    return Double.isInfinite(seconds)
        ? "not within " + Trial.PATIENCE_SECONDS + " s"
        : String.format(Locale.ROOT, "%.2f", seconds);
  }
}
