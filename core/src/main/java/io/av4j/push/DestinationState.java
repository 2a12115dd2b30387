package io.av4j.push;

/** What one destination is doing. */
public enum DestinationState {
  /** The first connection is being made. */
  CONNECTING,
  /** The server takes the stream, and a keyframe has been written. */
  LIVE,
  /** Live, but what is written does not keep up; pictures are dropped. */
  CONGESTED,
  /** The connection was lost or refused and is being made anew. */
  RECONNECTING,
  /** Over, as planned or asked for. */
  STOPPED,
  /** Over, for a reason that time does not heal. */
  FAILED;

  /** Whether it is over. */
  public boolean isOver() {
    return this == STOPPED || this == FAILED;
  }

  /** Whether the server has the stream. */
  public boolean isLive() {
    return this == LIVE || this == CONGESTED;
  }
}
