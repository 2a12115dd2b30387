package io.av4j.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Pushes live over RTMP and whatever else FFmpeg writes, through the faults of the servers. */
@Command(
    name = "Push",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Pushes IN to a server in real time, in one size or several, to one place or any number of "
          + "them, and survives their faults.",
      "Without URL a receiver in this program takes the stream, and what arrived is checked against "
          + "what was sent. Without IN a test clip is pushed. What has no pictures is sent as it is."
    })
public final class Push implements Callable<Integer> {
  private static final List<String> WITH_PLAN =
      List.of("--plan", "--print-plan", "--stats", "--progress");

  @Parameters(index = "0", arity = "0..1", paramLabel = "IN", description = "file or URL")
  private @Nullable String in;

  @Parameters(index = "1", arity = "0..1", paramLabel = "URL", description = "rtmp://host/app/key")
  private @Nullable String url;

  @Mixin private PushOptions options = new PushOptions();

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description =
          "keep what the receiver got (.flv); with a URL a folder that each rung is kept in")
  private @Nullable Path record;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description = "push by a plan that --print-plan has printed, and by nothing else")
  private @Nullable Path plan;

  @Option(
      names = "--print-plan",
      description = {
        "print the plan as JSON, and push nothing.",
        "It is to be kept, so it holds the URLs with all their keys and tokens: treat it as a secret"
      })
  private boolean printPlan;

  @Option(
      names = "--stats",
      paramLabel = "json",
      description = "one JSON object every half second, as --progress json")
  private @Nullable String stats;

  @Option(
      names = "--progress",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Progress.Style style = Progress.Style.AUTO;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Push() {}

  /** The command line. */
  public static void main(String[] arguments) {
    Program.main(new Push(), arguments);
  }

  /** What {@link #main} runs; for tests. */
  static int run(String... arguments) {
    return Program.run(new Push(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    requireSense(spec.commandLine().getParseResult());
    if (stats != null) {
      style = Progress.Style.JSON;
    }
    List<String> urls = options.destinations(url);
    if (plan == null && urls.isEmpty()) {
      return check();
    }
    PushPlan wanted =
        plan != null ? PlanJson.plan(Files.readString(plan)) : options.plan(in, urls, record);
    if (printPlan) {
      print(PlanJson.write(wanted));
      return Program.OK;
    }
    if (record != null) {
      Files.createDirectories(record);
    }
    return push(wanted);
  }

  /** Nothing that is asked for may be passed over in silence. */
  private void requireSense(ParseResult given) {
    if (stats != null && !stats.equals("json")) {
      throw new IllegalArgumentException("--stats takes json, not " + stats);
    }
    if (given.hasMatchedOption("--copy")) {
      refuse(given, "--copy", PushOptions.OF_ENCODING);
    }
    if (given.hasMatchedOption("--ladder")) {
      refuse(given, "--ladder", PushOptions.OF_ONE_SIZE);
    }
    if (plan != null) {
      given.matchedArgs().stream()
          .map(one -> one instanceof OptionSpec option ? option.longestName() : one.paramLabel())
          .filter(name -> !WITH_PLAN.contains(name))
          .forEach(
              name -> {
                throw new IllegalArgumentException("--plan says all, so without " + name);
              });
    }
  }

  private static void refuse(ParseResult given, String beside, List<String> others) {
    for (String other : others) {
      if (given.hasMatchedOption(other)) {
        throw new IllegalArgumentException(other + " does not go with " + beside);
      }
    }
  }

  private int push(PushPlan wanted) {
    try (StopSignal stop = new StopSignal()) {
      LiveRun run;
      try (LiveView view = LiveView.of(style, spec.commandLine().getOut())) {
        run = LiveRun.of(wanted, view, stop);
      }
      boolean whole = run.isWhole(one -> true);
      if (style != Progress.Style.JSON) {
        print(title(name(wanted), run, whole));
        LiveText.sent(run.last()).forEach(this::print);
      }
      run.problems(one -> true).forEach(this::tell);
      return whole ? Program.OK : Program.FAILED;
    }
  }

  private static String name(PushPlan wanted) {
    return wanted.sources().size() == 1 && wanted.sources().get(0) instanceof PushSource.Media one
        ? one.shown()
        : wanted.sources().size() + " sources";
  }

  private static String title(String name, LiveRun run, boolean whole) {
    return "Push of " + name + (run.stopped() ? " stopped" : whole ? " complete" : " NOT COMPLETE");
  }

  private int check() throws IOException, InterruptedException {
    if (printPlan) {
      throw new IllegalArgumentException("--print-plan needs a URL or --to");
    }
    try (StopSignal stop = new StopSignal();
        PushCheck check = new PushCheck(record)) {
      LiveRun run;
      try (LiveView view = LiveView.of(style, spec.commandLine().getOut())) {
        run = check.run(options, in, view, stop);
      }
      PushSummary summary = check.summary();
      boolean whole = run.isWhole(PushCheck::isReceiver) && summary.complete();
      if (style == Progress.Style.JSON) {
        print(new ObjectMapper().writeValueAsString(summary.figures()));
      } else {
        print(title(in == null ? "the test clip" : in, run, whole));
        summary.describe().lines().forEach(this::print);
      }
      run.problems(PushCheck::isReceiver).forEach(this::tell);
      return whole ? Program.OK : Program.FAILED;
    }
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  private void tell(String problem) {
    spec.commandLine().getErr().println(problem);
    spec.commandLine().getErr().flush();
  }
}
