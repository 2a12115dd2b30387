package io.av4j.benchmarks.versus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a process to its end and asks the kernel what it took: bash's {@code time} for the time to
 * the millisecond, GNU time for the peak of resident memory. Both read what {@code wait4} says of
 * the whole process.
 */
final class MeasuredRun {
  private static final String GNU_TIME = "/usr/bin/time";
  private static final String SCRIPT =
      "TIMEFORMAT='%3R %3U %3S'; { time "
          + GNU_TIME
          + " -f %M -o \"$0.mem\" \"$@\" 2>\"$0.err\"; } 2>\"$0.time\"";

  private final Path files;
  private final Map<String, String> environment;

  MeasuredRun(Path files, Map<String, String> environment) {
    this.files = files;
    this.environment = environment;
  }

  Trial run(List<String> command) throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of(GNU_TIME))) {
      throw new IOException("GNU time is not installed (Debian's package \"time\")");
    }
    List<String> all = new ArrayList<>(List.of("bash", "-c", SCRIPT, files.toString()));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(file(".out").toFile());
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IOException(
          command + " ended with " + code + "\n" + Files.readString(file(".err")));
    }
    String[] seconds = Files.readString(file(".time")).strip().split(" ", -1);
    double kibibytes = Double.parseDouble(Files.readString(file(".mem")).strip());
    return new Trial(
        Double.parseDouble(seconds[0]),
        Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2]),
        kibibytes / 1024,
        figures());
  }

  /** Lines of the form {@code name=number} that the process printed. */
  private Map<String, Double> figures() throws IOException {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file(".out"))) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        figures.put(line.substring(0, equals), Double.parseDouble(line.substring(equals + 1)));
      }
    }
    return figures;
  }

  private Path file(String suffix) {
    return files.resolveSibling(files.getFileName() + suffix);
  }
}
