package io.av4j.clock;

/** Whether a frame may be left out when it is late. */
public enum Importance {
  /** A later frame is there already, so this one may be left out. */
  DROPPABLE,
  /** No later frame is there yet: late is better than nothing. */
  NEWEST,
  /** The first frame of a source or after a seek, or a keyframe somebody asked for. */
  NEEDED
}
