package io.av4j.clock;

/** The clock that the others follow. */
public enum Master {
  /** {@link #WALL} for a file that is sent in real time, {@link #AUDIO} for a live source. */
  AUTO,
  /** The sound, as it is heard; {@link #WALL} while there is none. */
  AUDIO,
  /** The pictures, one after the other by their durations; {@link #WALL} while there are none. */
  VIDEO,
  /** The machine's monotonic clock. */
  WALL
}
