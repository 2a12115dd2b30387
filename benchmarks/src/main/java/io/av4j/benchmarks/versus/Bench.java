package io.av4j.benchmarks.versus;

import io.av4j.FFmpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.ffmpeg.ffprobe;
import org.bytedeco.javacpp.Loader;

/** Where jobs run: a folder for their files, and the programs that do them. */
public final class Bench {
  private final Path folder;
  private final String ffmpegProgram;
  private final String ffprobeProgram;

  private Bench(Path folder, String ffmpegProgram, String ffprobeProgram) {
    this.folder = folder;
    this.ffmpegProgram = ffmpegProgram;
    this.ffprobeProgram = ffprobeProgram;
  }

  /** A bench with its files in that folder and the presets' own programs. */
  public static Bench in(Path folder) throws IOException {
    // First, because it sets how JavaCPP counts memory, which is read once.
    FFmpeg.require();
    Files.createDirectories(folder);
    return new Bench(
        folder.toAbsolutePath(), Loader.load(ffmpeg.class), Loader.load(ffprobe.class));
  }

  /** A file of the bench. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** An ffmpeg command. */
  public List<String> ffmpegCommand(Object... arguments) {
    return command(
        List.of(ffmpegProgram, "-nostdin", "-hide_banner", "-v", "error", "-y"), arguments);
  }

  /** An ffprobe command. */
  public List<String> ffprobeCommand(Object... arguments) {
    return command(List.of(ffprobeProgram, "-v", "error"), arguments);
  }

  /** A command of a fresh JVM with its default options and this one's class path. */
  public List<String> javaCommand(Class<?> main, Object... arguments) {
    return javaCommand(List.of(), main, arguments);
  }

  /** As {@link #javaCommand(Class, Object...)}, with options of the JVM's. */
  public List<String> javaCommand(List<String> options, Class<?> main, Object... arguments) {
    List<String> start = new ArrayList<>();
    start.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    start.addAll(options);
    start.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command(start, arguments);
  }

  private static List<String> command(List<String> start, Object... arguments) {
    List<String> all = new ArrayList<>(start);
    Arrays.stream(arguments).map(String::valueOf).forEach(all::add);
    return all;
  }

  /** Runs a command to its end and measures it. */
  public Trial measure(List<String> command) throws IOException, InterruptedException {
    return new MeasuredRun(file("last-run"), environment(command)).run(command);
  }

  /** Starts a command that is ended by the caller; what it says goes to the file. */
  public Process start(List<String> command, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment(command));
    return builder.start();
  }

  /** Runs a command to its end, unmeasured, and gives what it printed, errors included. */
  public String run(List<String> command) throws IOException, InterruptedException {
    Path output = file("last-output");
    int code = start(command, output).waitFor();
    String text = Files.readString(output);
    if (code != 0) {
      throw new IOException(command + " ended with " + code + "\n" + text);
    }
    return text;
  }

  /** The libraries beside the programs carry no search path of their own. */
  private Map<String, String> environment(List<String> command) {
    return command.get(0).equals(ffmpegProgram) || command.get(0).equals(ffprobeProgram)
        ? Map.of("LD_LIBRARY_PATH", String.valueOf(Path.of(ffmpegProgram).getParent()))
        : Map.of();
  }
}
