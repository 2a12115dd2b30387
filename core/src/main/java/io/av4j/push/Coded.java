package io.av4j.push;

import io.av4j.codec.Packet;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;

/**
 * A packet on its way to one destination, with what decides over it.
 *
 * @param packet a reference of its own
 * @param dtsNanos on the push's time line
 */
record Coded(Packet packet, boolean video, boolean key, long dtsNanos, int bytes) {
  static Coded of(Packet lent, boolean video) {
    Timestamp dts = lent.dts();
    Timestamp time = dts != null ? dts : lent.pts();
    long nanos =
        time == null ? 0 : Rational.rescale(time.value(), time.timeBase(), Rational.NANOSECOND);
    return new Coded(lent.newRef(), video, lent.keyFrame(), nanos, lent.size());
  }

  Coded newRef() {
    return new Coded(packet.newRef(), video, key, dtsNanos, bytes);
  }

  void release() {
    packet.close();
  }
}
