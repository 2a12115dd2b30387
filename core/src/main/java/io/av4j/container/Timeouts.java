package io.av4j.container;

import java.time.Duration;

/** What all deadlines of inputs and outputs have in common. */
final class Timeouts {
  private Timeouts() {}

  static void requirePositive(Duration timeout, String name) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(name + " must be positive: " + timeout);
    }
  }
}
