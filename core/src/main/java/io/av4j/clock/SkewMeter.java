package io.av4j.clock;

import io.av4j.time.Timestamp;
import java.util.concurrent.TimeUnit;

/**
 * Measures how far picture and sound moved against each other on their way from the source to the
 * output: (audio out - audio in) - (video out - video in). From any thread.
 */
public final class SkewMeter {
  private final Histogram sizes = new Histogram();
  private long audioShift;
  private boolean hasAudio;
  private long last;

  /** A meter that has seen nothing. */
  public SkewMeter() {}

  /** Sound of that time of the source went out at that time of the output. */
  public synchronized void audio(Timestamp in, Timestamp out) {
    audioShift = Micros.of(out) - Micros.of(in);
    hasAudio = true;
  }

  /** A picture went out likewise. It is measured against the latest sound, if there was any. */
  public synchronized void video(Timestamp in, Timestamp out) {
    if (hasAudio) {
      record(audioShift - (Micros.of(out) - Micros.of(in)));
    }
  }

  /** Counts a skew that is known already, in microseconds. */
  synchronized void record(long micros) {
    last = micros;
    sizes.count(TimeUnit.MICROSECONDS.toNanos(Math.abs(micros)));
  }

  /** What was measured so far. */
  public synchronized SkewStatistics statistics() {
    return new SkewStatistics(
        sizes.total(),
        Micros.toDuration(last),
        sizes.quantile(0.5),
        sizes.quantile(0.95),
        sizes.quantile(0.99),
        sizes.max());
  }
}
