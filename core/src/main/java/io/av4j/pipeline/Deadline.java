package io.av4j.pipeline;

import io.av4j.clock.NanoClock;

/**
 * A time at which a {@link Worker} is to do something, though no item has come. The worker's thread
 * calls both methods; what they throw fails the pipeline.
 */
public interface Deadline {

  /**
   * When it is due, by the pipeline's clock, or {@link NanoClock#NEVER}. Asked anew before each
   * wait, so behind every item and task.
   */
  long nextNanos();

  /** Called when that time has come and nothing is queued: what is queued is handled first. */
  void passed();
}
