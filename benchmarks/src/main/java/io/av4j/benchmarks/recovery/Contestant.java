package io.av4j.benchmarks.recovery;

import io.av4j.benchmarks.versus.Bench;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that pushes a file over and over, whatever happens to the server.
 *
 * @param name also of its stream
 * @param command makes the command line of it
 */
record Contestant(String name, Command command) {
  private static final String RESTARTING =
      "while true; do \"$@\"; echo " + LostLine.TEXT + "; sleep 1; done";

  /** Makes a command line. */
  @FunctionalInterface
  interface Command {
    /** The command that pushes the file to the URL. */
    List<String> of(Path in, String url);
  }

  /** All of them. */
  static List<Contestant> all(Bench bench) {
    return List.of(
        new Contestant("av4j", (in, url) -> bench.javaCommand(Av4jPush.class, in, url)),
        new Contestant("JavaCV", (in, url) -> bench.javaCommand(JavacvPush.class, in, url)),
        new Contestant(
            "ffmpeg",
            (in, url) ->
                restarting(
                    bench.ffmpegCommand(
                        "-re", "-stream_loop", -1, "-i", in, "-c", "copy", "-f", "flv", url))));
  }

  /** The program needs to be told where its libraries are. */
  private static List<String> restarting(List<String> ffmpeg) {
    String libraries = "LD_LIBRARY_PATH=" + Path.of(ffmpeg.get(0)).getParent();
    List<String> command = new ArrayList<>(List.of("sh", "-c", RESTARTING, "sh", "env", libraries));
    command.addAll(ffmpeg);
    return command;
  }
}
