package io.av4j.push.status;

/** Why a destination failed, by what can be done about it. */
public enum FaultClass {
  /** Refused, reset, timed out, no such host: tried again with growing pauses. */
  NETWORK,
  /** The server still has another publisher, often our own dead one: tried again every second. */
  STREAM_BUSY,
  /**
   * The server does not want us, or its certificate is not one to trust: tried again seldom, with
   * the URL asked for anew.
   */
  REJECTED,
  /** Nothing that time heals, such as a codec the destination cannot carry: not tried again. */
  FATAL
}
