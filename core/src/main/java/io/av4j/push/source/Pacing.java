package io.av4j.push.source;

import io.av4j.clock.NanoClock;
import io.av4j.clock.Pacer;
import io.av4j.time.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * Real time for one play of a source: the programme's pacer, whose waits end when the play is to
 * end. Serves the runner's thread.
 */
final class Pacing {
  // To wake up for each packet alone is most of the work of a push that copies. Half a second is
  // sent ahead anyway, so nobody sees that some of it is a little earlier.
  private static final long COPY_GRAIN_NANOS = 50_000_000;

  private final Pacer pacer;
  private final NanoClock clock;
  private final Turn turn;
  private final long grain;
  private final Runnable beforeWait;

  private Pacing(Pacer pacer, NanoClock clock, Turn turn, long grain, Runnable beforeWait) {
    this.beforeWait = beforeWait;
    this.pacer = pacer;
    this.clock = clock;
    this.turn = turn;
    this.grain = grain;
  }

  /**
   * Each item at its time.
   *
   * @param beforeWait lets go what was given so far
   */
  static Pacing exact(Pacer pacer, NanoClock clock, Turn turn, Runnable beforeWait) {
    return new Pacing(pacer, clock, turn, 0, beforeWait);
  }

  /** Items of a few milliseconds together, for a push that only copies. */
  static Pacing grained(Pacer pacer, NanoClock clock, Turn turn, Runnable beforeWait) {
    return new Pacing(pacer, clock, turn, COPY_GRAIN_NANOS, beforeWait);
  }

  /**
   * Waits until the time of the item is there, or the play is to end: what was read then passes at
   * once.
   *
   * @param time null passes at once
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  void await(@Nullable Timestamp time) {
    long due = pacer.due(time);
    if (due - clock.nanoTime() > grain) {
      beforeWait.run();
      turn.awaitUntil(due);
      if (clock.isPast(due)) {
        pacer.waited(due);
      }
    }
  }

  /** Whether the play is to go on. */
  boolean mayGoOn() {
    return turn.mayGoOn();
  }
}
