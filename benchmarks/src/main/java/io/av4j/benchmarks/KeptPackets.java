package io.av4j.benchmarks;

import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.container.MediaInput;
import io.av4j.flow.Sink;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All packets of a clip in memory, so that nothing is read while something else is measured; given
 * out one by one without an end, each round's times behind those of the one before.
 */
final class KeptPackets implements AutoCloseable {
  private final List<Packet> packets = new ArrayList<>();
  private final TimeShift shift = TimeShift.by(Timestamp.ofMicros(0));
  private int next;

  /** Reads the input to its end. */
  KeptPackets(MediaInput input) {
    while (input.read(packet -> packets.add(packet.newRef()))) {
      // Each read keeps its packet.
    }
  }

  /** The packets as they were read. */
  List<Packet> asRead() {
    return packets;
  }

  /** Gives the next packet, moved to its round's time. */
  void giveNext(Sink<? super Packet> sink) {
    if (next == packets.size()) {
      next = 0;
      @Nullable Timestamp end = shift.end();
      if (end != null) {
        shift.setOffset(end);
      }
    }
    shift.feed(packets.get(next++), sink);
  }

  @Override
  public void close() {
    shift.close();
    packets.forEach(Packet::close);
  }
}
