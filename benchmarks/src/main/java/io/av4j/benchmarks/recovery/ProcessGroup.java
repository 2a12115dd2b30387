package io.av4j.benchmarks.recovery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command with all that it starts. The whole group is killed when this is closed, or when this
 * JVM is gone in whatever way: a companion in the group waits for the end of its input.
 */
final class ProcessGroup implements AutoCloseable {
  private static final String SCRIPT =
      "exec 3<&0; { read line <&3; kill -KILL 0; } & exec \"$@\" 3<&- </dev/null";

  private final Process process;

  private ProcessGroup(Process process) {
    this.process = process;
  }

  /** Starts a command; its errors go to the file. */
  static ProcessGroup start(List<String> command, Path errors) throws IOException {
    List<String> all = new ArrayList<>(List.of("setsid", "sh", "-c", SCRIPT, "sh"));
    all.addAll(command);
    return new ProcessGroup(
        new ProcessBuilder(all)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start());
  }

  /** The command's own process. */
  Process leader() {
    return process;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
  }
}
