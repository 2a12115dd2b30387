package io.av4j.pipeline;

import java.time.Duration;
import java.util.Objects;

/**
 * How much may wait in front of a {@link Worker}. A queue is full when any of the three is reached;
 * an empty one takes an item of any size.
 *
 * @param items number of packets or frames
 * @param bytes of their data; frames count without padding
 * @param mediaTime how long they last; where several inlets feed one worker, the fullest counts
 */
public record QueueLimits(int items, long bytes, Duration mediaTime) {
  /** For packets: 64 of them, 8 MiB, 10 s. */
  public static final QueueLimits PACKETS = new QueueLimits(64, 8L << 20, Duration.ofSeconds(10));

  /** For frames: 3 of them, which is enough to keep two threads busy. */
  public static final QueueLimits FRAMES =
      new QueueLimits(3, Long.MAX_VALUE, Duration.ofSeconds(10));

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a bound is not positive
   */
  public QueueLimits {
    Objects.requireNonNull(mediaTime, "mediaTime");
    if (items < 1 || bytes < 1 || mediaTime.isNegative() || mediaTime.isZero()) {
      throw new IllegalArgumentException(
          "a queue must hold something: " + items + " items, " + bytes + " bytes, " + mediaTime);
    }
  }
}
