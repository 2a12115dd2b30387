package io.av4j.push;

import io.av4j.clock.Histogram;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known of a destination: written by its thread, read by any. */
final class SenderStatus {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final String rendition;
  private final EventLog events;
  private final Histogram writes = new Histogram();

  private DestinationState state = DestinationState.CONNECTING;
  private Instant since = Instant.now();
  private long liveSince = Long.MIN_VALUE;
  private long lostAt = Long.MIN_VALUE;
  private long outage;
  private OptionalLong lastRecovery = OptionalLong.empty();
  private int attempts;
  private int connections;
  private @Nullable Fault lastFault;
  private long bytesBefore;
  private long bytesNow;
  private long frames;
  private long keyFrames;

  // The window of one second for rates.
  private long windowStart = System.nanoTime();
  private long windowBytes;
  private long windowBlocked;
  private OptionalLong bitsPerSecond = OptionalLong.empty();
  private OptionalDouble blocked = OptionalDouble.empty();

  SenderStatus(String name, String rendition, EventLog events) {
    this.name = name;
    this.rendition = rendition;
    this.events = events;
  }

  synchronized void connecting() {
    attempts++;
    bytesBefore += bytesNow;
    bytesNow = 0;
    windowStart = System.nanoTime();
    windowBytes = bytesBefore;
    windowBlocked = 0;
  }

  /** Changes the state; without effect where it is that already, or the life is over. */
  void become(DestinationState next, @Nullable Fault fault) {
    DestinationState before;
    int attempt;
    synchronized (this) {
      before = state;
      attempt = attempts;
      if (fault != null) {
        lastFault = fault;
      }
      boolean again = next == DestinationState.RECONNECTING && fault != null;
      if ((before == next && !again) || before.isOver()) {
        return;
      }
      long now = System.nanoTime();
      if (next == DestinationState.LIVE && !before.isLive()) {
        connections++;
        liveSince = now;
        if (lostAt != Long.MIN_VALUE) {
          outage += now - lostAt;
          lastRecovery = OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(now - lostAt));
          lostAt = Long.MIN_VALUE;
        }
      } else if (before.isLive() && !next.isLive()) {
        lostAt = now;
      }
      if (before != next) {
        state = next;
        since = Instant.now();
      }
    }
    events.publish(name, before + " -> " + next, attempt, fault);
  }

  /** How long the connection that has just ended was live, in nanoseconds. */
  synchronized long liveFor() {
    return state.isLive() ? System.nanoTime() - liveSince : 0;
  }

  synchronized DestinationState state() {
    return state;
  }

  /** Notes how long a write took. */
  void wrote(long nanos) {
    writes.count(nanos);
    synchronized (this) {
      windowBlocked += nanos;
    }
  }

  /** Notes what a write brought the connection to. */
  synchronized void written(Coded item, long connectionBytes) {
    bytesNow = connectionBytes;
    if (item.video()) {
      frames++;
      keyFrames += item.key() ? 1 : 0;
    }
    long now = System.nanoTime();
    long passed = now - windowStart;
    if (passed >= SECOND) {
      long all = bytesBefore + bytesNow;
      bitsPerSecond = OptionalLong.of((all - windowBytes) * 8 * SECOND / passed);
      blocked = OptionalDouble.of(Math.min(1, (double) windowBlocked / passed));
      windowStart = now;
      windowBytes = all;
      windowBlocked = 0;
    }
  }

  /** Notes what the connection has brought to its destination by now. */
  synchronized void reached(long connectionBytes) {
    bytesNow = connectionBytes;
  }

  synchronized OptionalLong bitsPerSecond() {
    return bitsPerSecond;
  }

  synchronized OptionalDouble blocked() {
    return blocked;
  }

  DestinationSnapshot snapshot(SendQueue queue) {
    SendQueue.Drops drops = queue.drops();
    long waiting = queue.waitingNanos();
    long waitingBytes = queue.bytes();
    synchronized (this) {
      long lost = lostAt == Long.MIN_VALUE || state.isOver() ? 0 : System.nanoTime() - lostAt;
      return new DestinationSnapshot(
          name,
          rendition,
          state,
          since,
          attempts,
          Math.max(0, connections - 1),
          lastFault,
          Duration.ofNanos(outage + lost),
          lastRecovery,
          bytesBefore + bytesNow,
          bitsPerSecond,
          frames,
          keyFrames,
          drops.outage(),
          drops.disposable() + drops.untilKey() + drops.stale(),
          drops.audio(),
          Duration.ofNanos(waiting),
          waitingBytes,
          blocked,
          writes.quantile(0.5),
          writes.quantile(0.99),
          writes.max());
    }
  }
}
