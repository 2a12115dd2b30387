package io.av4j.examples;

import io.av4j.UnsupportedMediaException;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.Route;
import io.av4j.container.TrackStatistics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts the streams of a file into another container, as they are. */
@Command(
    name = "Remux",
    mixinStandardHelpOptions = true,
    description =
        "Puts all streams of IN that the container of OUT can carry into OUT; nothing is encoded.")
public final class Remux implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "IN", description = "file or URL")
  private String in = "";

  @Parameters(index = "1", paramLabel = "OUT", description = "file; its name tells the container")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  private Remux() {}

  /** The command line. */
  public static void main(String[] arguments) {
    Program.main(new Remux(), arguments);
  }

  /** What {@link #main} runs; for tests. */
  static int run(String... arguments) {
    return Program.run(new Remux(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try (StopSignal stop = new StopSignal();
        MediaInput input = MediaInput.open(in)) {
      // Behind the opening, so that a wrong name has cost no file.
      if (Files.exists(out) && isTheInput()) {
        throw new IllegalArgumentException("IN and OUT are the same file");
      }
      try (MediaOutput output = MediaOutput.create(out)) {
        output.describeAs(input);
        List<Route> routes = new ArrayList<>();
        for (MediaStream stream : input.streams()) {
          try {
            routes.add(stream.to(output.addCopy(stream)));
          } catch (UnsupportedMediaException e) {
            err.println(stream + " is left out: " + e.getMessage());
          }
        }
        if (routes.isEmpty()) {
          throw new UnsupportedMediaException(out + " can carry none of the streams of " + in);
        }
        input.pumpWhile(() -> !stop.isStopping(), routes.toArray(Route[]::new));
        output.finish();
        report(routes, output, err);
      }
      return stop.isStopping() ? Program.FAILED : Program.OK;
    }
  }

  private boolean isTheInput() throws IOException {
    Path source = Path.of(in.startsWith("file:") ? in.substring("file:".length()) : in);
    return Files.exists(source) && Files.isSameFile(source, out);
  }

  private void report(List<Route> routes, MediaOutput output, PrintWriter err) {
    PrintWriter say = spec.commandLine().getOut();
    for (TrackStatistics track : output.statistics()) {
      MediaStream source = routes.get(track.index()).stream();
      say.println(source + ": " + track.packets() + " packets, " + track.bytes() + " bytes");
      if (track.repairedTimestamps() > 0) {
        err.println(source + ": " + track.repairedTimestamps() + " timestamps repaired");
      }
    }
    say.flush();
  }
}
