package io.av4j.push.destination;

/**
 * Whether a publisher's thread lives, and whether it is to live again. The orders' lock is held.
 *
 * <pre>
 * new ─► alive ─► failing ─► over      stopped: over, for good
 *          ▲──────────┴───────┘        a failed one that is wanted again: alive
 * </pre>
 */
final class PublisherLife {
  private boolean begun;
  private boolean alive;
  private boolean failing;
  private boolean again;

  /** Begins the first life; whether a thread is needed for it. */
  boolean begin() {
    boolean first = !begun;
    begun = true;
    alive |= first;
    return first;
  }

  /**
   * The publisher is wanted, connected or not: one that has failed lives again, one that is failing
   * will.
   *
   * @return whether a thread is needed
   */
  boolean revive() {
    again |= failing;
    boolean over = begun && !alive;
    alive |= over;
    return over;
  }

  /** The life ends by a failure, of which nobody has been told yet. */
  void failing() {
    failing = true;
  }

  /**
   * The life is over and told; whether the thread goes on with another.
   *
   * @param wanted whether another may follow
   * @param disabled whether it is wanted to be disabled, which it is not yet
   */
  boolean beginAnother(boolean wanted, boolean disabled) {
    alive = wanted && (again || disabled);
    failing = false;
    again = false;
    return alive;
  }
}
