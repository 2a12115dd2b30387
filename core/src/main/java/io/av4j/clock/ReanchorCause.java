package io.av4j.clock;

/** Why the relation between the source's timestamps and the output was set anew. */
public enum ReanchorCause {
  /** The source began again at its start. */
  LOOP,
  /** Another source took over. */
  SWITCH,
  /** The timestamps jumped. */
  JUMP,
  /** The source was silent, and the gap was passed over ({@link GapPolicy#SKIP}). */
  GAP,
  /** A frame was too far from the master for any correction. */
  NO_SYNC,
  /** The machine, the process or the source stood still for long. */
  PAUSE,
  /** The user asked, as after a seek. */
  REQUEST
}
