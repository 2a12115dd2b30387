package io.av4j.benchmarks.versus;

import java.io.IOException;
import java.io.PrintStream;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All contestants in turn, again and again: A B C, A B C, … */
public final class Rounds {
  /** What av4j says of its time without the JVM's start. */
  public static final String IN_PROCESS = "in-process";

  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private final int number;
  private final PrintStream say;

  /** That many rounds; each run is told as it ends. */
  public Rounds(int number, PrintStream say) {
    this.number = number;
    this.say = say;
  }

  /** A contestant and its runs so far. */
  private record Turns(Contestant contestant, List<Trial> trials) {
    boolean tellsInside() {
      return trials.get(0).figures().containsKey(IN_PROCESS);
    }

    /** The same runs without the JVM's start. */
    List<Trial> inside() {
      return trials.stream()
          .map(trial -> trial.withWall(trial.figures().getOrDefault(IN_PROCESS, Double.NaN)))
          .toList();
    }
  }

  /** Runs a job and gives the lines of the table for it. */
  public List<String> run(Job job) throws IOException, InterruptedException {
    List<Turns> all =
        job.contestants().prepare().stream()
            .map(contestant -> new Turns(contestant, new ArrayList<>()))
            .toList();
    for (int round = 1; round <= number; round++) {
      for (Turns turns : all) {
        Trial trial = turns.contestant().run().measure();
        turns.trials().add(trial);
        say.printf(
            "%s %d/%d %s: wall %.2f, CPU %.2f, %.0f MiB %s%n",
            job.name(),
            round,
            number,
            turns.contestant().name(),
            trial.wall(),
            trial.cpu(),
            trial.memory(),
            trial.figures());
      }
    }
    return rows(job, all.get(0), all.subList(1, all.size()));
  }

  private static List<String> rows(Job job, Turns ours, List<Turns> others) {
    String when = MINUTES.format(ZonedDateTime.now(ZoneOffset.UTC));
    List<String> rows = new ArrayList<>();
    for (Turns other : others) {
      String name = other.contestant().name();
      rows.add(Row.of(job.name(), job.description(), name, ours.trials(), other.trials(), when));
      if (name.equals(Contestant.FFMPEG) && ours.tellsInside()) {
        String inside = "the same, without the JVM's start";
        rows.add(Row.of(job.name(), inside, name, ours.inside(), other.trials(), when));
      }
    }
    return rows;
  }
}
