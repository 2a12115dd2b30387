package io.av4j.push.destination;

import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.time.Timestamp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Sends the beginning of a clip's video to a rendition, again and again, packet by packet. */
final class ClipPump implements AutoCloseable {
  private static final int PACKETS = 20;

  private final GopCache gop;
  private final List<Packet> clip;
  private final StreamSet streams;
  private final TimeShift shift = TimeShift.by(Timestamp.ofMicros(0));
  private int next;

  ClipPump(GopCache gop, Path from) {
    this.gop = gop;
    clip = TestPackets.packets(from, PACKETS);
    streams = TestPackets.video(from);
    gop.streams(streams);
  }

  /** Sends all of it once, that much later than it is. */
  void send(Duration later) {
    shift.setOffset(Timestamp.ofMicros(later.toNanos() / 1000));
    for (Packet packet : clip) {
      shift.feed(packet, lent -> gop.send(lent, streams, true));
    }
  }

  /** Sends the next packet, each round a second behind the one before. */
  void next() {
    shift.setOffset(Timestamp.ofMicros(1_000_000L * (next / PACKETS)));
    shift.feed(clip.get(next % PACKETS), lent -> gop.send(lent, streams, true));
    next++;
  }

  @Override
  public void close() {
    clip.forEach(Packet::close);
    shift.close();
  }
}
