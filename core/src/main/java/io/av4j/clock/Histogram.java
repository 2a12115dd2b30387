package io.av4j.clock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * How often something took how long: to about three per cent, whatever its size. Any thread.
 *
 * <p>It takes 300 bytes, 280 for each octave that occurs, and never more than 11 kB. Counting
 * allocates nothing once all octaves have occurred.
 */
public final class Histogram {
  private static final int STEP_BITS = 5;
  private static final int STEPS = 1 << STEP_BITS;
  // 37 minutes; what is longer is told by the largest alone.
  private static final int LONGEST_BITS = 41;

  /** Below 32 ns each value has its own step; then come octaves of 32 steps. */
  private final AtomicReferenceArray<AtomicLongArray> octaves =
      new AtomicReferenceArray<>(LONGEST_BITS - STEP_BITS + 1);

  private final AtomicLong max = new AtomicLong();

  /** A histogram that has counted nothing. */
  public Histogram() {}

  /** Counts one duration; what is below zero counts as zero. */
  public void count(long nanos) {
    if (nanos > max.get()) {
      // First, for a quantile must not exceed it.
      max.accumulateAndGet(nanos, Math::max);
    }
    long held = Math.max(0, Math.min(nanos, (1L << LONGEST_BITS) - 1));
    int octave = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(held) - STEP_BITS);
    long step = held >> Math.max(0, octave - 1);
    counts(octave).incrementAndGet((int) step & (STEPS - 1));
  }

  private AtomicLongArray counts(int octave) {
    AtomicLongArray there = octaves.get(octave);
    if (there == null) {
      AtomicLongArray made = new AtomicLongArray(STEPS);
      there = octaves.compareAndExchange(octave, null, made);
      return there == null ? made : there;
    }
    return there;
  }

  /** How many were counted. */
  public long total() {
    long total = 0;
    for (int octave = 0; octave < octaves.length(); octave++) {
      AtomicLongArray counts = octaves.get(octave);
      for (int step = 0; counts != null && step < STEPS; step++) {
        total += counts.get(step);
      }
    }
    return total;
  }

  /** The longest, exactly; zero where nothing was counted. */
  public Duration max() {
    return Duration.ofNanos(max.get());
  }

  /**
   * The duration that this part of all, 0 to 1, did not exceed; zero where nothing was counted.
   * Never more than {@link #max()}.
   *
   * @throws IllegalArgumentException if the part is not from 0 to 1
   */
  public Duration quantile(double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("a part is from 0 to 1: " + part);
    }
    long wanted = Math.max(1, (long) Math.ceil(total() * part));
    long seen = 0;
    for (int octave = 0; octave < octaves.length(); octave++) {
      AtomicLongArray counts = octaves.get(octave);
      for (int step = 0; counts != null && step < STEPS; step++) {
        seen += counts.get(step);
        if (seen >= wanted) {
          return Duration.ofNanos(Math.min(max.get(), upperEdge(octave, step)));
        }
      }
    }
    return max();
  }

  private long upperEdge(int octave, int step) {
    if (octave == 0) {
      return step;
    }
    boolean last = octave == octaves.length() - 1 && step == STEPS - 1;
    return last ? max.get() : ((STEPS + step + 1L) << (octave - 1)) - 1;
  }
}
