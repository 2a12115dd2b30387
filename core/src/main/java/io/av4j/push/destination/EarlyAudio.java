package io.av4j.push.destination;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Audio that came before the first frame of a connection: an audio encoder gives its packets
 * earlier than a video encoder. The queue's lock is held.
 */
final class EarlyAudio {
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);
  private static final int MOST_PACKETS = 2000;

  private final Deque<EncodedPacket> packets = new ArrayDeque<>();

  /** Keeps a packet, and no more than a few seconds of them; how many had to go for that. */
  int keep(EncodedPacket packet) {
    packets.add(packet);
    if (packet.dtsNanos() - packets.element().dtsNanos() > LONGEST
        || packets.size() > MOST_PACKETS) {
      packets.remove().release();
      return 1;
    }
    return 0;
  }

  /** Hands over what belongs behind the first frame; how many did not. */
  int handOver(long firstFrame, Consumer<EncodedPacket> to) {
    int before = 0;
    for (EncodedPacket packet : packets) {
      if (packet.dtsNanos() >= firstFrame) {
        to.accept(packet);
      } else {
        before++;
        packet.release();
      }
    }
    packets.clear();
    return before;
  }

  /** Lets go of all; how many that were. */
  int clear() {
    int before = packets.size();
    packets.forEach(EncodedPacket::release);
    packets.clear();
    return before;
  }
}
