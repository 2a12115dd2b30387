package io.av4j.push.status;

/**
 * What one destination is doing.
 *
 * <pre>
 * CONNECTING ─► LIVE ◄─► CONGESTED          any of these ─► DISABLED ─► CONNECTING
 *      │         │▲          │              any of these ─► STOPPED
 *      ▼         ▼│          │              any of these ─► FAILED ─► CONNECTING (enabled again)
 *      RECONNECTING ◄────────┘
 * </pre>
 */
public enum DestinationState {
  /** The first connection is being made, or the first after it was enabled. */
  CONNECTING,
  /** The server takes the stream, and a keyframe has been written. */
  LIVE,
  /** Live, but what is written does not keep up; frames are dropped. */
  CONGESTED,
  /** The connection was lost or refused and is being made anew. */
  RECONNECTING,
  /** Not connected, because somebody asked for that, until it is enabled. */
  DISABLED,
  /** Over, as planned or asked for. */
  STOPPED,
  /** Given up: for a reason that time does not heal, or at the end of its retry policy. */
  FAILED;

  /** Whether it is over; a failed one may be enabled again. */
  public boolean isOver() {
    return this == STOPPED || this == FAILED;
  }

  /** Whether the server has the stream. */
  public boolean isLive() {
    return this == LIVE || this == CONGESTED;
  }

  /** Whether this state may follow directly. */
  public boolean mayBecome(DestinationState next) {
    return switch (this) {
      case CONNECTING, RECONNECTING -> next != CONGESTED && next != CONNECTING && next != this;
      case LIVE, CONGESTED -> next != CONNECTING && next != this;
      case DISABLED -> next == CONNECTING || next == STOPPED;
      case FAILED -> next == CONNECTING || next == STOPPED || next == DISABLED;
      case STOPPED -> false;
    };
  }
}
