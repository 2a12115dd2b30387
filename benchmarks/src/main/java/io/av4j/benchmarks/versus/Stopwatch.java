package io.av4j.benchmarks.versus;

import io.av4j.FFmpeg;
import java.util.Locale;

/** Tells what a job took inside the process, from the loaded libraries on. */
public final class Stopwatch {
  private Stopwatch() {}

  /** What is timed. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  /** Does the work and prints how many seconds it took. */
  public static void run(Work work) throws Exception {
    FFmpeg.require();
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(Locale.ROOT, "%s=%.3f%n", Rounds.IN_PROCESS, seconds);
  }
}
