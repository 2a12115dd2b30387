package io.av4j.push.destination;

import io.av4j.clock.NanoClock;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known of a destination: written by its thread, read by any. */
public final class DestinationStatus {
  private static final long NONE = Long.MIN_VALUE;

  private final String name;
  private final String rendition;
  private final SendQueue queue;
  private final NanoClock clock;

  // Under the lock of this.
  private final SendMeter meter;
  private DestinationState state = DestinationState.CONNECTING;
  private Instant since = Instant.now();
  private int attempts;
  private int connections;
  private @Nullable Fault lastFault;
  private @Nullable Instant nextAttempt;
  private long liveSince = NONE;
  private long lostAt = NONE;
  private long outage;
  private OptionalLong lastRecovery = OptionalLong.empty();
  private long congestedSince = NONE;
  private long droppedBeforeCongestion;

  DestinationStatus(String name, String rendition, SendQueue queue, NanoClock clock) {
    this.name = name;
    this.rendition = rendition;
    this.queue = queue;
    this.clock = clock;
    this.meter = new SendMeter(clock.nanoTime());
  }

  /**
   * A change of state, and what ended with it.
   *
   * @param attempt how often the destination has tried to connect so far
   * @param outage how long it was not live; null where no outage ended
   * @param congestion how long it did not keep up; null where no congestion ended
   * @param droppedFrames left out in that time
   */
  record Change(
      DestinationState from,
      DestinationState to,
      int attempt,
      @Nullable Duration outage,
      @Nullable Duration congestion,
      long droppedFrames) {}

  /** Notes that an attempt to connect begins. */
  synchronized void connecting() {
    attempts++;
    nextAttempt = null;
    meter.connecting(clock.nanoTime());
  }

  /**
   * Changes the state.
   *
   * @param fault is remembered as the last one; null for none
   * @return what changed; null where the state is that already
   * @throws IllegalStateException if that state may not follow
   */
  synchronized @Nullable Change become(DestinationState next, @Nullable Fault fault) {
    DestinationState from = state;
    if (fault != null) {
      lastFault = fault;
    }
    if (next != DestinationState.RECONNECTING) {
      nextAttempt = null;
    }
    if (from == next) {
      return null;
    }
    if (!from.mayBecome(next)) {
      throw new IllegalStateException(name + ": " + from + " may not become " + next);
    }
    long now = clock.nanoTime();
    Duration recovered = noteOutage(from, next, now);
    long dropped = queue.drops().frames() - droppedBeforeCongestion;
    Duration congestion = noteCongestion(from, next, now);
    state = next;
    since = Instant.now();
    return new Change(from, next, attempts, recovered, congestion, dropped);
  }

  private @Nullable Duration noteOutage(DestinationState from, DestinationState next, long now) {
    if (from.isLive() && !next.isLive()) {
      lostAt = now;
    }
    if (from.isLive() || !next.isLive()) {
      return null;
    }
    connections++;
    liveSince = now;
    if (lostAt == NONE) {
      return null;
    }
    long lasted = now - lostAt;
    lostAt = NONE;
    outage += lasted;
    lastRecovery = OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(lasted));
    return Duration.ofNanos(lasted);
  }

  private @Nullable Duration noteCongestion(
      DestinationState from, DestinationState next, long now) {
    if (next == DestinationState.CONGESTED) {
      congestedSince = now;
      droppedBeforeCongestion = queue.drops().frames();
    }
    return from == DestinationState.CONGESTED && next == DestinationState.LIVE
        ? Duration.ofNanos(now - congestedSince)
        : null;
  }

  /** Notes when the next attempt is due. */
  synchronized void pausing(Duration pause) {
    nextAttempt = Instant.now().plus(pause);
  }

  /** What the destination is doing. */
  public synchronized DestinationState state() {
    return state;
  }

  synchronized int attempts() {
    return attempts;
  }

  /** How long the present connection has been live, in nanoseconds; 0 where none is. */
  synchronized long liveNanos() {
    return state.isLive() ? clock.nanoTime() - liveSince : 0;
  }

  /** Notes a packet that was written, how long that took, and what it brought the connection to. */
  synchronized void written(EncodedPacket packet, long begin, long end, long connectionBytes) {
    meter.written(packet, begin, end, connectionBytes);
  }

  /** Notes what the connection has brought to its destination by now. */
  synchronized void reached(long connectionBytes) {
    meter.reached(connectionBytes);
  }

  /** How well the destination takes what is sent. */
  public LinkLoad load() {
    long waits = queue.waitingNanos();
    synchronized (this) {
      return new LinkLoad(waits, meter.bitsPerSecond(), meter.blocked().orElse(0), state.isLive());
    }
  }

  /** The destination at this moment. */
  public DestinationSnapshot snapshot() {
    Drops drops = queue.drops();
    long waits = queue.waitingNanos();
    long waitingBytes = queue.bytes();
    synchronized (this) {
      boolean counts = lostAt != NONE && !state.isOver();
      return new DestinationSnapshot(
          name,
          rendition,
          state,
          since,
          attempts,
          Math.max(0, connections - 1),
          lastFault,
          nextAttempt,
          Duration.ofNanos(outage + (counts ? clock.nanoTime() - lostAt : 0)),
          lastRecovery,
          meter.bytes(),
          meter.bitsPerSecond(),
          meter.frames(),
          meter.keyFrames(),
          drops.outage(),
          drops.frames(),
          drops.audio(),
          Duration.ofNanos(waits),
          waitingBytes,
          meter.blocked(),
          meter.writeTime(0.5),
          meter.writeTime(0.99),
          meter.longestWrite());
    }
  }
}
