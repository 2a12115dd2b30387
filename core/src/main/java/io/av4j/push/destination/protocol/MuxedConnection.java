package io.av4j.push.destination.protocol;

import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.container.MediaOutput;
import io.av4j.flow.Sink;
import io.av4j.push.destination.Connection;
import io.av4j.push.destination.EncodedPacket;
import io.av4j.push.destination.OpenTracks;
import io.av4j.push.destination.StreamSet;
import io.av4j.time.Timestamp;

/** A connection that is what one of FFmpeg's muxers writes. */
final class MuxedConnection implements Connection {
  private final MediaOutput output;
  private final OpenTracks tracks;
  private final TimeShift shift = TimeShift.by(Timestamp.ofMicros(0));
  private Timestamp offset = Timestamp.ofMicros(0);

  private MuxedConnection(MediaOutput output, OpenTracks tracks) {
    this.output = output;
    this.tracks = tracks;
  }

  /**
   * Adds the streams and writes the header.
   *
   * @param output taken over, also where this fails
   * @param streams lent for the call
   */
  static MuxedConnection begin(MediaOutput output, StreamSet streams) {
    try {
      OpenTracks tracks = streams.openIn(output);
      output.start();
      return new MuxedConnection(output, tracks);
    } catch (RuntimeException | Error e) {
      try {
        output.close();
      } catch (RuntimeException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  @Override
  public void write(EncodedPacket packet, Timestamp wanted) {
    Sink<Packet> track = tracks.of(packet);
    if (track == null) {
      return;
    }
    if (!wanted.equals(offset)) {
      shift.setOffset(wanted);
      offset = wanted;
    }
    shift.feed(packet.packet(), track);
  }

  @Override
  public void flush() {
    output.flush();
  }

  @Override
  public void finish() {
    output.finish();
  }

  @Override
  public long bytesWritten() {
    return output.bytesWritten();
  }

  @Override
  public void close() {
    try (shift) {
      output.close();
    }
  }
}
