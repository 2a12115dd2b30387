package io.av4j.push.status;

/**
 * What a push as a whole is doing.
 *
 * <pre>
 * OPENING ─► RUNNING ◄─► STALLED
 *    │ └─────────│──────────▲│
 *    └───────────┴─► STOPPING ─► STOPPED | FAILED
 * </pre>
 */
public enum PushState {
  /** The first source is being opened, or the first destinations are being connected. */
  OPENING,
  /** Media flows. */
  RUNNING,
  /** No source gives media; a filler does where the video is encoded. */
  STALLED,
  /** What is on its way is being finished. */
  STOPPING,
  /** Over, as planned or asked for. */
  STOPPED,
  /** Over, because no rendition is left that works, or no source can be used. */
  FAILED;

  /** Whether it is over. */
  public boolean isOver() {
    return this == STOPPED || this == FAILED;
  }

  /** Whether this state may follow directly. */
  public boolean mayBecome(PushState next) {
    return switch (this) {
      case OPENING -> next == RUNNING || next == STALLED || next == STOPPING;
      case RUNNING -> next == STALLED || next == STOPPING;
      case STALLED -> next == RUNNING || next == STOPPING;
      case STOPPING -> next == STOPPED || next == FAILED;
      case STOPPED, FAILED -> false;
    };
  }
}
