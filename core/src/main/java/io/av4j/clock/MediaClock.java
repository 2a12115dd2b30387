package io.av4j.clock;

/** Where a stream is, between the moments at which somebody says so. Times in microseconds. */
final class MediaClock {
  // A stream that says nothing for longer has ended or hangs.
  private static final long FRESH_NANOS = 1_000_000_000;

  private boolean set;
  private long time;
  private long nanos;

  void set(long newTime, long now) {
    set = true;
    time = newTime;
    nanos = now;
  }

  void clear() {
    set = false;
  }

  boolean isSet() {
    return set;
  }

  boolean isFresh(long now) {
    return set && now - nanos <= FRESH_NANOS;
  }

  long value(long now) {
    return Micros.clamp(time + (now - nanos) / 1000);
  }
}
