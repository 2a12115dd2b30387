package io.av4j.push.status;

/** How a change of a running push was applied. A refused one is an exception with the reason. */
public enum ChangeOutcome {
  /** From the next frame on; no connection was touched but those that the change names. */
  AT_ONCE,
  /** By one reconnect of the destinations concerned. */
  BY_RECONNECT
}
