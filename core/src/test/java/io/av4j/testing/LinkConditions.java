package io.av4j.testing;

/** What a {@link FaultProxy} does to all that goes through it; for its own thread alone. */
final class LinkConditions {
  /** What becomes of the bytes. */
  enum Traffic {
    FLOWING,
    /** They wait where they are. */
    STOPPED,
    /** They are read and thrown away. */
    VANISHING
  }

  Traffic traffic = Traffic.FLOWING;
  long latencyNanos;
  long jitterNanos;

  /** Or 0 for no limit. */
  long bitsPerSecond;

  int pieceSize = Integer.MAX_VALUE;
  long acceptNanos;

  void clear() {
    traffic = Traffic.FLOWING;
    latencyNanos = 0;
    jitterNanos = 0;
    bitsPerSecond = 0;
    pieceSize = Integer.MAX_VALUE;
    acceptNanos = 0;
  }
}
