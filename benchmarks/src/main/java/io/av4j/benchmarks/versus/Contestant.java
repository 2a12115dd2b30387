package io.av4j.benchmarks.versus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who does a job.
 *
 * @param name one of the constants
 * @param run does it once
 */
public record Contestant(String name, Run run) {
  /** The library. */
  public static final String AV4J = "av4j";

  /** The presets' program. */
  public static final String FFMPEG = "ffmpeg";

  /** The wrapper of JavaCPP's authors. */
  public static final String JAVACV = "JavaCV";

  /** The presets' calls on one thread. */
  public static final String BY_HAND = "by hand";

  /** One measured run. */
  @FunctionalInterface
  public interface Run {
    /** Does the job and says what it took. */
    Trial measure() throws IOException, InterruptedException;
  }

  /** The same without a file of an earlier run: to write over one takes longer than to write. */
  public Contestant without(Path file) {
    return new Contestant(
        name,
        () -> {
          Files.deleteIfExists(file);
          return run.measure();
        });
  }
}
