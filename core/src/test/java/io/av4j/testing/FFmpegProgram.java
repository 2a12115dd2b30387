package io.av4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.av4j.FFmpeg;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;

/**
 * The presets' own {@code ffmpeg} or {@code ffprobe}, which tests compare av4j with.
 *
 * <p>Where the program does not run, because the machine lacks a system library that only the
 * programs need, the test is skipped and says why; with {@code CI=true} in the environment it
 * fails.
 */
public final class FFmpegProgram {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path executable;

  private FFmpegProgram(Path executable) {
    this.executable = executable;
  }

  /** The {@code ffmpeg} program, or the end of the test. */
  public static FFmpegProgram ffmpeg() {
    return program("ffmpeg");
  }

  /** The {@code ffprobe} program, or the end of the test. */
  public static FFmpegProgram ffprobe() {
    return program("ffprobe");
  }

  private static FFmpegProgram program(String name) {
    // First, because it sets how JavaCPP counts memory, which is read once.
    FFmpeg.require();
    String reason;
    try {
      Class<?> type = Class.forName("org.bytedeco.ffmpeg." + name);
      FFmpegProgram program = new FFmpegProgram(Path.of(Loader.load(type)));
      Result version = program.runToAnyEnd("-version");
      if (version.exitCode() == 0) {
        return program;
      }
      reason = version.errors().strip();
    } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
      reason = e.toString();
    }
    String message = "the presets' " + name + " does not run here: " + reason;
    return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
  }

  /**
   * What a program run left behind.
   *
   * @param exitCode of the process
   * @param output the text of its standard output
   * @param errors the text of its standard error
   */
  public record Result(int exitCode, String output, String errors) {}

  /** Runs the program to its end and requires that it succeeded. */
  public Result run(String... arguments) {
    Result result = runToAnyEnd(arguments);
    assertThat(result.exitCode()).as(result.errors()).isZero();
    return result;
  }

  /** Runs the program to its end, whatever that is; after a minute it is killed. */
  public Result runToAnyEnd(String... arguments) {
    Path out = null;
    Path err = null;
    try {
      out = Files.createTempFile("av4j-program", ".out");
      err = Files.createTempFile("av4j-program", ".err");
      // Files rather than pipes, so that neither can fill up and block the program.
      Process process =
          builder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      try {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          return fail(executable.getFileName() + " " + List.of(arguments) + " does not end");
        }
      } finally {
        process.destroyForcibly();
      }
      return new Result(process.exitValue(), text(out), text(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      delete(out);
      delete(err);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static void delete(Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A process to be started and ended by the caller, for programs that run beside the test. */
  public ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(executable.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    // The libraries beside the program carry no search path of their own.
    builder.environment().put("LD_LIBRARY_PATH", executable.getParent().toString());
    builder.redirectInput(ProcessBuilder.Redirect.from(nothing().toFile()));
    return builder;
  }

  private static Path nothing() {
    return Path.of(System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null");
  }
}
