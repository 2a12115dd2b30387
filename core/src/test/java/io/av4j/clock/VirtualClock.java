package io.av4j.clock;

/** Time that passes only when the test says so. */
final class VirtualClock implements NanoClock {
  private long now = 7_000_000_000L;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void waitUntil(long nanoTime) {
    now = Math.max(now, nanoTime);
  }

  void pass(double seconds) {
    now += Math.round(seconds * 1e9);
  }
}
