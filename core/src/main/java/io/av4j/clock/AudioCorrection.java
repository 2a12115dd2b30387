package io.av4j.clock;

import org.jspecify.annotations.Nullable;

/**
 * How sound is brought back to its time: by a stretch nobody hears while it is a little off, by a
 * cut or by silence from 0.1 s on. Distances in microseconds, above zero where the sound would be
 * heard too early.
 */
final class AudioCorrection {
  private static final long AUDIBLE = 20_000;
  private static final long GENTLE_BELOW = 40_000;
  private static final long HARD = 100_000;
  private static final long LONGEST_TRIM = 1_000_000;
  private static final double GENTLE = 0.00125;
  private static final double FIRM = 0.005;

  // Of twenty values the first still counts for a hundredth.
  private static final int VALUES = 20;
  private static final double MEMORY = Math.exp(Math.log(0.01) / VALUES);

  private static final SyncAction.Emit EMIT = new SyncAction.Emit();

  private double sum;
  private int count;
  private double fraction;
  private long silence;
  private long trimmed;
  private long compensated;

  /** What to do with a block of sound; null if it is too far off for any correction. */
  SyncAction.@Nullable Audio decide(long distance, int samples, int rate) {
    long size = Math.abs(distance);
    if (size >= HARD) {
      restart();
      return distance > 0 ? fill(distance, rate) : trim(size, rate);
    }
    sum = distance + MEMORY * sum;
    count++;
    double average = sum * (1 - MEMORY);
    if (count < VALUES || Math.abs(average) < AUDIBLE) {
      return EMIT;
    }
    double limit = rate * (size < GENTLE_BELOW ? GENTLE : FIRM);
    int delta = (int) Math.round(Math.max(-limit, Math.min(limit, average * 1e-6 * rate)));
    count(delta * (double) samples / rate);
    return new SyncAction.Compensate(delta, rate);
  }

  private SyncAction.Audio fill(long distance, int rate) {
    int missing = (int) Math.round(distance * 1e-6 * rate);
    silence += missing;
    return new SyncAction.Silence(missing);
  }

  private SyncAction.@Nullable Audio trim(long size, int rate) {
    if (size >= LONGEST_TRIM) {
      return null;
    }
    int tooMany = (int) Math.round(size * 1e-6 * rate);
    trimmed += tooMany;
    return new SyncAction.Trim(tooMany);
  }

  private void count(double samples) {
    fraction += Math.abs(samples);
    long whole = (long) fraction;
    compensated += whole;
    fraction -= whole;
  }

  /** Forgets the distances seen so far. */
  void restart() {
    sum = 0;
    count = 0;
  }

  long silence() {
    return silence;
  }

  long trimmed() {
    return trimmed;
  }

  long compensated() {
    return compensated;
  }
}
