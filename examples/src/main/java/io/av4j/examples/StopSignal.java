package io.av4j.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C as a question the program asks: on the signal the JVM waits, so that the program can
 * finish its output before it ends.
 */
final class StopSignal implements AutoCloseable {
  private static final long LONGEST_SECONDS = 15;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "stop-signal");
  private volatile boolean stopping;

  /** Listens for the signal until closed. */
  StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  boolean isStopping() {
    return stopping;
  }

  /** Asks the program to stop, as the signal would, and waits for it. */
  private void stop() {
    stopping = true;
    try {
      finished.await(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    finished.countDown();
    if (!stopping) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The signal came this moment; the hook has nothing to wait for.
        stopping = true;
      }
    }
  }
}
