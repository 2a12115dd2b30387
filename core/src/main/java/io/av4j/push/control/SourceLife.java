package io.av4j.push.control;

/**
 * What the present source is doing. A value.
 *
 * <pre>
 * IDLE ─► OPENING ─► READY ─► PLAYING ─┐
 *  ▲         │         │         │     │ broke, and is worth another try
 *  │         └──► ENDING ◄───────┘     ▼
 *  └────────────────┴──────────────  PAUSED ─► OPENING
 * </pre>
 *
 * @param phase what
 * @param token of the opening that it is about; what is told of another one is old
 * @param since when the phase began, and when a pause ends
 */
record SourceLife(Phase phase, long token, long since) {
  enum Phase {
    /** Nothing is open, and the next is to be opened. */
    IDLE,
    /** It is being opened. */
    OPENING,
    /** It is open, and the programme has not begun. */
    READY,
    /** It plays. */
    PLAYING,
    /** It was told to end. */
    ENDING,
    /** It broke and is opened again at a time. */
    PAUSED
  }

  static final SourceLife NONE = new SourceLife(Phase.IDLE, 0, 0);

  boolean isOpen() {
    return phase != Phase.IDLE && phase != Phase.PAUSED;
  }

  SourceLife to(Phase next, long now) {
    return new SourceLife(next, token, now);
  }
}
