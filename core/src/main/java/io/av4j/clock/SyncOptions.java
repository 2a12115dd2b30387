package io.av4j.clock;

import io.av4j.time.Rational;
import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link SyncClock} decides.
 *
 * @param master the clock that the pictures follow
 * @param source what the frames come from
 * @param frameRate frames a second of an output at a constant rate, at most 1000; 0/1 lets frames
 *     come as they come
 * @param longestWait how long a {@link SyncAction.Wait} is at most, above 0 and at most a second
 */
public record SyncOptions(Master master, Source source, Rational frameRate, Duration longestWait) {
  private static final int HIGHEST_RATE = 1000;

  /** A file pushed in real time, or a source that is always there. */
  public static final SyncOptions FILE = automatic(Source.FILE);

  /** A live source, which goes on whether we keep up or not. */
  public static final SyncOptions LIVE = automatic(Source.LIVE);

  /** A file shown to people: the pictures follow the sound. */
  public static final SyncOptions PLAYER = FILE.withMaster(Master.AUDIO);

  /** What frames come from. */
  public enum Source {
    /** It waits for us: after a pause nothing is left out. */
    FILE,
    /** It does not wait: after a long pause the newest is shown. */
    LIVE
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the wait or the rate is out of range
   */
  public SyncOptions {
    Objects.requireNonNull(master, "master");
    Objects.requireNonNull(source, "source");
    if (frameRate.num() < 0 || frameRate.toDouble() > HIGHEST_RATE) {
      throw new IllegalArgumentException("a frame rate is 0 to " + HIGHEST_RATE + ": " + frameRate);
    }
    if (longestWait.toNanos() < 1000 || longestWait.compareTo(Duration.ofSeconds(1)) > 0) {
      throw new IllegalArgumentException("a wait is a microsecond to a second: " + longestWait);
    }
  }

  private static SyncOptions automatic(Source source) {
    return new SyncOptions(Master.AUTO, source, Rational.UNSET, Duration.ofMillis(100));
  }

  /** These options with another master. */
  public SyncOptions withMaster(Master clock) {
    return new SyncOptions(clock, source, frameRate, longestWait);
  }

  /** These options with an output at that constant rate, in frames a second. */
  public SyncOptions withFrameRate(Rational rate) {
    return new SyncOptions(master, source, rate, longestWait);
  }

  /** The master, with {@link Master#AUTO} decided. */
  Master decidedMaster() {
    if (master != Master.AUTO) {
      return master;
    }
    return source == Source.LIVE ? Master.AUDIO : Master.WALL;
  }
}
