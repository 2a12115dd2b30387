package io.av4j.internal;

/**
 * How much native memory Java's views may keep alive. The collector does not see that memory, so
 * whoever would go beyond the limit has it run, and waits for the views that it finds unreachable.
 */
final class ViewBudget {
  private static final long PATIENCE_MILLIS = 1000;

  private final long limit;
  private final Runnable collector;
  private long held;

  ViewBudget(long limit, Runnable collector) {
    this.limit = limit;
    this.collector = collector;
  }

  /** {@code -Dav4j.viewBytes}, or else a quarter of what the heap may grow to. */
  static ViewBudget ofThisProcess() {
    return new ViewBudget(
        Long.getLong("av4j.viewBytes", Runtime.getRuntime().maxMemory() / 4), System::gc);
  }

  /**
   * Counts a view in.
   *
   * @throws IllegalStateException if that is too much although the collector has run
   */
  void take(long bytes) {
    if (tryTake(bytes)) {
      return;
    }
    collector.run();
    if (!takeSoon(bytes)) {
      throw new IllegalStateException(
          "the views of frames that the program still reaches, or that the collector leaves, keep "
              + held()
              + " bytes; "
              + bytes
              + " more would be over the limit of "
              + limit
              + ". Copy pixels instead, let go of views, or set -Dav4j.viewBytes");
    }
  }

  synchronized long held() {
    return held;
  }

  synchronized void giveBack(long bytes) {
    held -= bytes;
    notifyAll();
  }

  private synchronized boolean tryTake(long bytes) {
    if (bytes > limit - held) {
      return false;
    }
    held += bytes;
    return true;
  }

  private synchronized boolean takeSoon(long bytes) {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!tryTake(bytes)) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return tryTake(bytes);
      }
    }
    return true;
  }
}
