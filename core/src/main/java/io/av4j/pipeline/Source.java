package io.av4j.pipeline;

import io.av4j.time.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * What the body of a source thread asks before each item: whether to go on, and whether it is time
 * to.
 *
 * <p>Where a pipeline has several sources, none gets more than {@link Pipeline#TOLERANCE} of media
 * ahead of the slowest that can go on, so that what belongs together is written together and no
 * queue fills with what is not due.
 */
public final class Source {
  private final Choke choke;
  private long reached = Long.MIN_VALUE;
  private boolean waiting;
  private boolean over;
  private @Nullable Thread thread;

  Source(Choke choke) {
    this.choke = choke;
  }

  /**
   * Waits while this source is too far ahead of the others.
   *
   * @param time how far the source has come, on the pipeline's common time line; null where unknown
   * @return false if the pipeline is to stop: the body should end what it feeds and return
   * @throws java.util.concurrent.CancellationException if the pipeline failed or was cancelled
   */
  public boolean mayGoOn(@Nullable Timestamp time) {
    return choke.mayGoOn(this, time);
  }

  // What the choke knows of this source, under its lock.

  long reached() {
    return reached;
  }

  void reach(long nanos) {
    reached = Math.max(reached, nanos);
  }

  /** Whether the others must not run away from it: it is neither over nor waiting for room. */
  boolean holdsOthers() {
    return !over && !waiting;
  }

  void setWaiting(boolean waits) {
    waiting = waits;
  }

  void end() {
    over = true;
  }

  boolean runsOn(Thread other) {
    return thread == other;
  }

  void runOn(Thread own) {
    thread = own;
  }
}
