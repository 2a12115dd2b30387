package io.av4j.push.control;

import org.jspecify.annotations.Nullable;

/**
 * How far a push's end is. A value.
 *
 * @param stage what is being ended
 * @param asked whether somebody asked for it
 * @param failure what made the push fail, or null
 * @param stageBy when the stage is over whatever comes
 * @param cutBy when connections that are still being made are given up
 * @param abortBy when all that is late is aborted
 */
record Ending(
    Stage stage, boolean asked, @Nullable Failure failure, long stageBy, long cutBy, long abortBy) {
  /** In this order; an abort leaves stages out. */
  enum Stage {
    /** The push goes on. */
    NONE,
    /** The source ends. */
    SOURCE,
    /** The encoders give what is inside. */
    DRAIN,
    /** The destinations write what waits. */
    FLUSH,
    /** What is late is aborted. */
    ABORT,
    /** All is freed. */
    CLOSE,
    /** Nothing is left to do. */
    OVER
  }

  static final long NEVER = Long.MAX_VALUE;
  static final Ending NONE = new Ending(Stage.NONE, false, null, NEVER, NEVER, NEVER);

  boolean hasBegun() {
    return stage != Stage.NONE;
  }

  boolean isBefore(Stage other) {
    return stage.compareTo(other) < 0;
  }

  Ending to(Stage next, long by) {
    return new Ending(next, asked, failure, by, cutBy, abortBy);
  }
}
