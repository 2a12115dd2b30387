package io.av4j.push.destination;

import io.av4j.push.plan.PushTiming.Timestamps;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.concurrent.TimeUnit;

/**
 * Which time on the programme's line is zero for a destination: the first packet of each
 * connection, or the first of all. Serves one thread.
 */
final class TimeOrigin {
  // FLV has 31 bits of milliseconds, which are 24.8 days.
  private static final long LONGEST = TimeUnit.DAYS.toNanos(24);

  private final Timestamps policy;
  private boolean known;
  private long zero;

  TimeOrigin(Timestamps policy) {
    this.policy = policy;
  }

  /** Whether a connection may begin with what the one before it has sent already. */
  boolean restarts() {
    return policy == Timestamps.RESTART;
  }

  /** What is added to all times of a connection that begins with this packet. */
  Timestamp offset(EncodedPacket first) {
    if (!known || restarts()) {
      known = true;
      zero = first.dtsNanos();
    }
    return new Timestamp(-zero, Rational.NANOSECOND);
  }

  /** Whether times behind this packet's would soon no longer fit, so that another zero is due. */
  boolean isExhausted(EncodedPacket packet) {
    if (packet.dtsNanos() - zero <= LONGEST) {
      return false;
    }
    known = false;
    return true;
  }
}
