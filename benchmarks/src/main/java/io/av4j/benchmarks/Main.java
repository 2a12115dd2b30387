package io.av4j.benchmarks;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks with JMH's own arguments, of which {@code -h} tells, and ends with a Markdown
 * table. Allocation is measured too, unless {@code -prof} names another profiler.
 *
 * <p>An encoder that does not open here is left out of the run and stands in the table as not
 * available, with what FFmpeg said of it. All benchmarks together take some ten minutes. Less:
 *
 * <pre>
 * java -jar benchmarks/target/benchmarks.jar -lp
 * java -jar benchmarks/target/benchmarks.jar 'Demux|Scale'
 * java -jar benchmarks/target/benchmarks.jar Encode -p encoder="libx264 veryfast,h264_nvenc p4"
 * java -jar benchmarks/target/benchmarks.jar -wi 1 -w 200ms -i 2 -r 300ms
 * </pre>
 */
public final class Main {
  // JVMs from here on warn of native code that was not allowed.
  private static final int ASKS_FOR_NATIVE_ACCESS = 22;

  private Main() {}

  /** Runs what the arguments select; exits with 1 where nothing could be run. */
  public static void main(String[] args) throws Exception {
    try {
      CommandLineOptions given = new CommandLineOptions(args);
      if (asksOnly(given)) {
        org.openjdk.jmh.Main.main(args);
      } else {
        run(given);
      }
    } catch (CommandLineOptionException | RunnerException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static boolean asksOnly(CommandLineOptions given) {
    return given.shouldHelp()
        || given.shouldList()
        || given.shouldListWithParams()
        || given.shouldListProfilers()
        || given.shouldListResultFormats();
  }

  private static void run(CommandLineOptions given) throws Exception {
    List<Availability> asked = new ArrayList<>();
    ask(given, EncodeBenchmark.class, "encoder", asked);
    ask(given, DecodeBenchmark.class, "codecOf", asked);
    asked.forEach(availability -> System.out.print(ScoreTable.missing(availability)));
    System.out.println();
    Collection<RunResult> results = measure(options(given, asked));
    System.out.println();
    System.out.print(ScoreTable.of(results, asked));
    if (results.isEmpty()) {
      System.exit(1);
    }
  }

  private static Collection<RunResult> measure(Options options) throws RunnerException {
    try {
      return new Runner(options).run();
    } catch (NoBenchmarksException e) {
      System.err.println("No benchmark to run; -l lists them.");
      return List.of();
    }
  }

  /** Tries the encoders that a parameter names, if its benchmark is going to run. */
  private static void ask(
      CommandLineOptions given, Class<?> benchmark, String parameter, List<Availability> asked)
      throws NoSuchFieldException {
    String name = benchmark.getName() + ".frame";
    List<String> includes = given.getIncludes();
    if (includes.isEmpty()
        || includes.stream().anyMatch(i -> Pattern.compile(i).matcher(name).find())) {
      Field field = benchmark.getField(parameter);
      Collection<String> values =
          given
              .getParameter(parameter)
              .orElse(Arrays.asList(field.getAnnotation(Param.class).value()));
      asked.add(
          Availability.of(
              benchmark, parameter, values, value -> EncoderChoice.of(value).whyMissing()));
    }
  }

  private static Options options(CommandLineOptions given, List<Availability> asked) {
    List<String> jvm = new ArrayList<>(given.getJvmArgsAppend().orElse(List.of()));
    jvm.add("-D" + Clips.FOLDER + "=" + TemporaryFolder.create());
    if (Runtime.version().feature() >= ASKS_FOR_NATIVE_ACCESS) {
      jvm.add("--enable-native-access=ALL-UNNAMED");
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder().parent(given).jvmArgsAppend(jvm.toArray(String[]::new));
    if (given.getProfilers().isEmpty()) {
      options.addProfiler(GCProfiler.class);
    }
    for (Availability availability : asked) {
      if (availability.available().isEmpty()) {
        options.exclude(availability.benchmark().getName());
      } else {
        options.param(availability.parameter(), availability.available().toArray(String[]::new));
      }
    }
    return options.build();
  }
}
