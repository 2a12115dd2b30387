package io.av4j.benchmarks.recovery;

/** What a pusher prints in a line of its own when it has given a connection up. */
final class LostLine {
  static final String TEXT = "lost";

  private LostLine() {}

  /** Prints it. */
  static void print() {
    System.out.println(TEXT);
  }
}
