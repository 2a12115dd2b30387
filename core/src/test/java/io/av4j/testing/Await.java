package io.av4j.testing;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what another thread or process does, never longer than a deadline. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Await() {}

  /** Waits ten seconds at most for the condition, and fails saying what is still missing. */
  public static void until(BooleanSupplier condition, Supplier<String> missing) {
    until(PATIENCE, condition, missing);
  }

  /** Waits for the condition, and fails saying what is still missing. */
  public static void until(Duration patience, BooleanSupplier condition, Supplier<String> missing) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("after " + patience.toMillis() + " ms: " + missing.get());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted while waiting");
    }
  }
}
