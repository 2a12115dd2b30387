package io.av4j.benchmarks.versus.push;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** The end of processes that do not end by themselves. */
final class Ended {
  private static final long PATIENCE_SECONDS = 20;

  private Ended() {}

  /** Asks all to end, and kills those that do not, or all if this thread is interrupted. */
  static void end(List<Process> processes) {
    processes.forEach(Process::destroy);
    try {
      for (Process process : processes) {
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }
}
