package io.av4j.testing;

/** A piece of test code that might end its JVM and therefore runs in a JVM of its own. */
@FunctionalInterface
public interface Scenario {

  /** Runs; whatever it throws fails it. */
  void run() throws Exception;
}
