package io.av4j.benchmarks;

import io.av4j.benchmarks.versus.Bench;
import io.av4j.benchmarks.versus.Job;
import io.av4j.benchmarks.versus.Jobs;
import io.av4j.benchmarks.versus.ResultsFile;
import io.av4j.benchmarks.versus.Rounds;
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

/** The same jobs by av4j, the ffmpeg program, JavaCV and bare calls, side by side. */
@Command(
    name = "Versus",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs jobs by av4j and by others in turn, and writes what they took into a table.",
      "Without JOB all jobs are run, which takes hours; each job's rows are written as it ends."
    })
public final class Versus implements Callable<Integer> {
  @Parameters(paramLabel = "JOB", arity = "0..*", description = "names of jobs; see --list")
  private List<String> names = List.of();

  @Option(names = "--list", description = "say which jobs there are, and do none")
  private boolean list;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "how often each job is done by each (default: ${DEFAULT-VALUE})")
  private int pairs = 5;

  @Option(
      names = "--thumbnails",
      paramLabel = "N",
      description = "how many starts of ffmpeg stand for a thousand (default: ${DEFAULT-VALUE})")
  private int thumbnails = 50;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "where clips are kept (default: ${DEFAULT-VALUE})")
  private Path folder = Path.of("benchmarks/target/versus");

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "the table (default: ${DEFAULT-VALUE})")
  private Path results = Path.of("benchmarks/RESULTS.md");

  @Spec private CommandSpec spec = CommandSpec.create();

  private Versus() {}

  /** The command line. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Versus()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (pairs < 1 || thumbnails < 1) {
      throw new IllegalArgumentException("--pairs and --thumbnails take 1 or more");
    }
    List<Job> jobs = new Jobs(Bench.in(folder), thumbnails).all();
    List<String> known = jobs.stream().map(Job::name).toList();
    if (list) {
      jobs.forEach(job -> System.out.println(job.name() + ": " + job.description()));
      return 0;
    }
    if (!known.containsAll(names)) {
      spec.commandLine().getErr().println("there are only the jobs " + known);
      return 2;
    }
    ResultsFile file = new ResultsFile(results, known);
    for (Job job : jobs) {
      if (names.isEmpty() || names.contains(job.name())) {
        List<String> rows = new Rounds(pairs, System.out).run(job);
        rows.forEach(System.out::println);
        file.put(job.name(), rows);
      }
    }
    return 0;
  }
}
