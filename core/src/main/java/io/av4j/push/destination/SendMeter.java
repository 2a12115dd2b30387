package io.av4j.push.destination;

import io.av4j.clock.Histogram;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts what was written to a destination, and how fast. The status's lock is held. */
final class SendMeter {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  // Made with the first write: a destination that is never reached needs none.
  private @Nullable Histogram writes;
  private long bytesBefore;
  private long bytesNow;
  private long frames;
  private long keyFrames;

  // The window of one second for rates.
  private long windowStart;
  private long windowBytes;
  private long windowBlocked;
  private OptionalLong bitsPerSecond = OptionalLong.empty();
  private OptionalDouble blocked = OptionalDouble.empty();

  SendMeter(long now) {
    windowStart = now;
  }

  /** Another connection is made, whose bytes count from zero. */
  void connecting(long now) {
    bytesBefore += bytesNow;
    bytesNow = 0;
    windowStart = now;
    windowBytes = bytesBefore;
    windowBlocked = 0;
  }

  void written(EncodedPacket packet, long begin, long end, long connectionBytes) {
    Histogram all = writes;
    if (all == null) {
      all = new Histogram();
      writes = all;
    }
    all.count(end - begin);
    windowBlocked += end - begin;
    bytesNow = connectionBytes;
    if (packet.video()) {
      frames++;
      keyFrames += packet.key() ? 1 : 0;
    }
    long passed = end - windowStart;
    if (passed >= SECOND) {
      long sum = bytes();
      bitsPerSecond = OptionalLong.of((sum - windowBytes) * 8 * SECOND / passed);
      blocked = OptionalDouble.of(Math.min(1, (double) windowBlocked / passed));
      windowStart = end;
      windowBytes = sum;
      windowBlocked = 0;
    }
  }

  void reached(long connectionBytes) {
    bytesNow = connectionBytes;
  }

  long bytes() {
    return bytesBefore + bytesNow;
  }

  long frames() {
    return frames;
  }

  long keyFrames() {
    return keyFrames;
  }

  OptionalLong bitsPerSecond() {
    return bitsPerSecond;
  }

  OptionalDouble blocked() {
    return blocked;
  }

  Duration writeTime(double part) {
    Histogram all = writes;
    return all == null ? Duration.ZERO : all.quantile(part);
  }

  Duration longestWrite() {
    Histogram all = writes;
    return all == null ? Duration.ZERO : all.max();
  }
}
