package io.av4j.benchmarks.versus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Markdown file with a table. Only what is between two marks is written; a job's rows replace
 * those it had, rows of another machine or version go.
 */
public final class ResultsFile {
  private static final String ROW = "| ";

  private final Path file;
  private final String begin;
  private final String end;
  private final String heading;
  private final List<String> jobs;

  /** Versus' table in a file, with its rows in the order of the jobs. */
  public ResultsFile(Path file, List<String> jobs) {
    this(file, "Versus", Row.HEADING, jobs);
  }

  /** The table of a program in a file, with its rows in the order of the jobs. */
  public ResultsFile(Path file, String writer, String heading, List<String> jobs) {
    this.file = file;
    this.begin = "<!-- written by " + writer + ": begin -->";
    this.end = "<!-- written by " + writer + ": end -->";
    this.heading = heading;
    this.jobs = jobs;
  }

  /** Puts the rows of a job in. */
  public void put(String job, List<String> rows) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : begin + "\n" + end + "\n";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException(file + " lacks the lines " + begin + " and " + end);
    }
    String machine = "Measured on: " + Machine.describe();
    List<String> before = text.substring(from, to).lines().toList();
    List<String> kept = before.contains(machine) ? before : List.of();
    List<String> table = new ArrayList<>();
    for (String name : jobs) {
      if (name.equals(job)) {
        table.addAll(rows);
      } else {
        kept.stream().filter(line -> line.startsWith(ROW + name + " | ")).forEach(table::add);
      }
    }
    String written =
        begin + "\n" + machine + "\n\n" + heading + "\n" + String.join("\n", table) + "\n\n";
    Files.writeString(file, text.substring(0, from) + written + text.substring(to));
  }
}
