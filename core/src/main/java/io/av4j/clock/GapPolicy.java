package io.av4j.clock;

/** What becomes of a second and more in which a source gives nothing on any stream. */
public enum GapPolicy {
  /** The gap stays, and whoever writes fills it: with the last picture and silence. */
  FILL,
  /** The gap goes: what comes after it follows what came before it. */
  SKIP
}
