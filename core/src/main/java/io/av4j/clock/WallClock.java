package io.av4j.clock;

/**
 * Real time, and the way back to it after a pause: a little faster than real time rather than all
 * at once. Times in microseconds.
 */
final class WallClock {
  private static final double CATCH_UP = 1.05;
  private static final long CAUGHT_UP_MICROS = 50_000;

  private final MediaClock plan = new MediaClock();
  private boolean chasing;
  private long chaseTime;
  private long chaseNanos;

  void anchor(long time, long now) {
    plan.set(time, now);
    chasing = false;
  }

  void clear() {
    plan.clear();
    chasing = false;
  }

  boolean isSet() {
    return plan.isSet();
  }

  /** Goes back to that time, and gains on the plan from there. */
  void catchUpFrom(long time, long now) {
    chasing = true;
    chaseTime = time;
    chaseNanos = now;
  }

  long value(long now) {
    long planned = plan.value(now);
    if (!chasing) {
      return planned;
    }
    long reached = chaseTime + (long) ((now - chaseNanos) / 1e3 * CATCH_UP);
    chasing = planned - reached >= CAUGHT_UP_MICROS;
    return chasing ? reached : planned;
  }
}
