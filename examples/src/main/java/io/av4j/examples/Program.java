package io.av4j.examples;

import io.av4j.FFmpeg;
import io.av4j.MediaException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;

/** What all example programs do the same way: arguments, messages, exit codes, Ctrl-C. */
final class Program {
  /** All went well. */
  static final int OK = 0;

  /** The media, the network or the machine failed. */
  static final int FAILED = 1;

  /** The arguments make no sense. */
  static final int USAGE = 2;

  private Program() {}

  /** Runs a command and ends the JVM with its exit code. */
  static void main(Callable<Integer> command, String... arguments) {
    // Loading FFmpeg takes as long as reading the arguments does, and there is more than one core.
    Thread loading = new Thread(FFmpeg::require, "load-ffmpeg");
    loading.setDaemon(true);
    // What is wrong with it is said where it is first needed.
    loading.setUncaughtExceptionHandler((thread, failure) -> {});
    loading.start();
    System.exit(run(command, arguments));
  }

  /** Runs a command. Failures become one line on standard error. */
  static int run(Callable<Integer> command, String... arguments) {
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((failure, line, parsed) -> report(failure, line))
        .execute(arguments);
  }

  private static int report(Exception failure, CommandLine line) {
    String message = failure.getMessage();
    if (failure instanceof CancellationException) {
      line.getErr().println("stopped: " + message);
      return FAILED;
    }
    if (failure instanceof IllegalArgumentException) {
      line.getErr().println(message);
      return USAGE;
    }
    boolean expected = failure instanceof MediaException || message != null;
    line.getErr().println(expected ? message : failure.toString());
    return FAILED;
  }
}
