package io.av4j.examples;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.List;

/**
 * What a push has sent, or a recording holds, of one track: the times of its packets, in seconds.
 */
final class SentLog {
  private final List<Double> times = new ArrayList<>();
  private long firstNanos;
  private long bytes;
  private long fallingDts;
  private double lastDts = Double.NEGATIVE_INFINITY;

  void add(Packet packet) {
    if (times.isEmpty()) {
      firstNanos = System.nanoTime();
    }
    Timestamp pts = packet.pts();
    Timestamp dts = packet.dts();
    times.add(pts == null ? Double.NaN : pts.toSeconds());
    bytes += packet.size();
    if (dts != null) {
      if (dts.toSeconds() < lastDts) {
        fallingDts++;
      }
      lastDts = dts.toSeconds();
    }
  }

  /** A sink that notes what goes into the next. */
  Sink<Packet> before(Sink<Packet> next) {
    return Push.tap(next, this::add);
  }

  List<Double> times() {
    return times;
  }

  int packets() {
    return times.size();
  }

  /** When the first packet came, as {@link System#nanoTime()}; 0 before. */
  long firstNanos() {
    return firstNanos;
  }

  long bytes() {
    return bytes;
  }

  /** How often a dts was before the one before it. */
  long fallingDts() {
    return fallingDts;
  }
}
