package io.av4j.benchmarks;

import io.av4j.benchmarks.recovery.Recoveries;
import io.av4j.benchmarks.versus.Bench;
import io.av4j.benchmarks.versus.ResultsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Pushes by av4j, JavaCV and the ffmpeg program to a server that fails, side by side. */
@Command(
    name = "Recovery",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Pushes a clip by av4j, JavaCV and ffmpeg to one nginx at once, lets it fail, and writes how "
          + "long it took until it had each stream again into a table.",
      "The cases are killed, frozen, cut-3 and cut-15; without CASE all are run, which takes some "
          + "five minutes. Each case's rows are written as it ends."
    })
public final class Recovery implements Callable<Integer> {
  @Parameters(paramLabel = "CASE", arity = "0..*", description = "names of cases")
  private List<String> names = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often each fault happens (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(
      names = "--clip",
      paramLabel = "FILE",
      description = "what is pushed, H.264 and AAC (default: ${DEFAULT-VALUE})")
  private Path clip = Path.of("src-test-media/flash_1080p30.mp4");

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "where servers and pushers leave what they say (default: ${DEFAULT-VALUE})")
  private Path folder = Path.of("benchmarks/target/recovery");

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "the table (default: ${DEFAULT-VALUE})")
  private Path results = Path.of("benchmarks/RESULTS.md");

  @Spec private CommandSpec spec = CommandSpec.create();

  private Recovery() {}

  /** The command line. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Recovery()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1) {
      throw new IllegalArgumentException("--rounds takes 1 or more");
    }
    List<String> known = Recoveries.cases();
    if (!known.containsAll(names)) {
      spec.commandLine().getErr().println("there are only the cases " + known);
      return 2;
    }
    ResultsFile file = new ResultsFile(results, "Recovery", Recoveries.HEADING, known);
    Recoveries recoveries = new Recoveries(Bench.in(folder), clip, rounds, System.out);
    for (String name : known) {
      if (names.isEmpty() || names.contains(name)) {
        List<String> rows = recoveries.run(name);
        rows.forEach(System.out::println);
        file.put(name, rows);
      }
    }
    return 0;
  }
}
