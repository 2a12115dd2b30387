package io.av4j.push.rendition;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Decides the bit rate of an encoder by how well its only destination takes what it makes. Pure
 * arithmetic; serves one thread.
 *
 * <p>Down as soon as media waits: to nine tenths of what went through in the last second, or less
 * where much waits. Up by a tenth of the original every four seconds while nothing waits.
 */
final class BitRateControl {
  private static final long WAITS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long WAITS_LONG = TimeUnit.MILLISECONDS.toNanos(500);
  private static final double FITTING = 0.9;
  // Lower than what fits, so that what waits already gets through.
  private static final double DRAINING = 0.7;
  private static final long FLOWS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final double BLOCKED = 0.2;
  private static final long DOWN_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long UP_PAUSE = TimeUnit.SECONDS.toNanos(4);
  private static final long STEP = 50_000;

  private final long original;
  private final long floor;
  private final long audioBits;
  private long target;
  private long lastDown;
  private long lastChange;

  /**
   * @param original the encoder's rate, never exceeded, in bits a second
   * @param audioBits what goes to the destination beside it
   * @param now in nanoseconds
   */
  BitRateControl(long original, long audioBits, long now) {
    this.original = original;
    this.audioBits = audioBits;
    this.floor = Math.min(original, Math.max(STEP, original / 8));
    this.target = original;
    this.lastDown = now - DOWN_PAUSE;
    this.lastChange = now;
  }

  long target() {
    return target;
  }

  /**
   * To be asked as often as one likes; how often it changes its mind is its own affair.
   *
   * @param waitingNanos media that waits for the destination
   * @param sentBitsPerSecond what went through in the last second
   * @param blocked the part of that time that was spent in writing
   * @return the new rate, where it is to change
   */
  OptionalLong update(long now, long waitingNanos, long sentBitsPerSecond, double blocked) {
    if (waitingNanos >= WAITS && blocked >= BLOCKED && now - lastDown >= DOWN_PAUSE) {
      double part = waitingNanos >= WAITS_LONG ? DRAINING : FITTING;
      long fits = Math.round(part * sentBitsPerSecond) - audioBits;
      long wanted = Math.max(floor, Math.min(target, fits / STEP * STEP));
      lastDown = now;
      return change(now, wanted);
    }
    if (waitingNanos < FLOWS && blocked < BLOCKED && now - lastChange >= UP_PAUSE) {
      return change(now, Math.min(original, target + original / 10));
    }
    return OptionalLong.empty();
  }

  /** Back to the original rate: there is no longer one destination alone to fit it to. */
  OptionalLong release(long now) {
    return target == original ? OptionalLong.empty() : change(now, original);
  }

  private OptionalLong change(long now, long wanted) {
    lastChange = now;
    if (wanted == target) {
      return OptionalLong.empty();
    }
    target = wanted;
    return OptionalLong.of(wanted);
  }
}
