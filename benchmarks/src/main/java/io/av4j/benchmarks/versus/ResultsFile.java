package io.av4j.benchmarks.versus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Markdown file with the table. Only what is between two marks is written; a job's rows replace
 * those it had, rows of another machine or version go.
 */
public final class ResultsFile {
  private static final String BEGIN = "<!-- written by Versus: begin -->";
  private static final String END = "<!-- written by Versus: end -->";
  private static final String ROW = "| ";

  private final Path file;
  private final List<String> jobs;

  /** A file whose rows are in the order of the jobs. */
  public ResultsFile(Path file, List<String> jobs) {
    this.file = file;
    this.jobs = jobs;
  }

  /** Puts the rows of a job in. */
  public void put(String job, List<String> rows) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : BEGIN + "\n" + END + "\n";
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(file + " lacks the lines " + BEGIN + " and " + END);
    }
    String machine = "Measured on: " + Machine.describe();
    List<String> before = text.substring(begin, end).lines().toList();
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
        BEGIN + "\n" + machine + "\n\n" + Row.HEADING + "\n" + String.join("\n", table) + "\n\n";
    Files.writeString(file, text.substring(0, begin) + written + text.substring(end));
  }
}
