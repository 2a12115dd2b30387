package io.av4j.benchmarks.versus.av4j;

import io.av4j.benchmarks.versus.Stopwatch;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.Route;
import java.nio.file.Path;

/** Writes all streams of a file into another, as they are. */
public final class Remuxing {
  private Remuxing() {}

  /** IN OUT. */
  public static void main(String[] arguments) throws Exception {
    Stopwatch.run(
        () -> {
          try (MediaInput input = MediaInput.open(Path.of(arguments[0]));
              MediaOutput output = MediaOutput.create(Path.of(arguments[1]))) {
            input.pump(
                input.streams().stream()
                    .map(stream -> stream.to(output.addCopy(stream)))
                    .toArray(Route[]::new));
          }
        });
  }
}
