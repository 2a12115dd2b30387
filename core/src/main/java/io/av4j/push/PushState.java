package io.av4j.push;

/** What a push as a whole is doing. */
public enum PushState {
  /** The first source is being opened. */
  OPENING,
  /** Media flows. */
  RUNNING,
  /** No source gives media; a filler does. */
  STALLED,
  /** What is on its way is being finished. */
  STOPPING,
  /** Over, as planned or asked for. */
  STOPPED,
  /** Over, because no rendition is left that works, or the source cannot be used. */
  FAILED;

  /** Whether it is over. */
  public boolean isOver() {
    return this == STOPPED || this == FAILED;
  }
}
