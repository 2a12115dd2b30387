package io.av4j.push.destination.protocol;

import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.container.MediaOutput;
import io.av4j.container.OutputOptions;
import io.av4j.flow.Sink;
import io.av4j.push.destination.Connection;
import io.av4j.push.destination.Connector.Request;
import io.av4j.push.destination.EncodedPacket;
import io.av4j.push.destination.OpenTracks;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A connection by one of FFmpeg's muxers, and by its protocol or one of av4j's. */
final class FFmpegConnection implements Connection {
  private final MediaOutput output;
  private final OpenTracks tracks;
  private final TimeShift shift = TimeShift.by(Timestamp.ofMicros(0));
  private final Duration extraBacklog;
  // Else the muxer's own buffer says when it writes, as a file's does.
  private final boolean holdsBack;
  private Timestamp offset = Timestamp.ofMicros(0);

  private FFmpegConnection(
      MediaOutput output, OpenTracks tracks, Duration extraBacklog, boolean holdsBack) {
    this.output = output;
    this.tracks = tracks;
    this.extraBacklog = extraBacklog;
    this.holdsBack = holdsBack;
  }

  static Connection open(Protocol protocol, Request request) {
    Map<String, String> all =
        new LinkedHashMap<>(protocol.options(request.timing(), request.streams()));
    all.putAll(request.options());
    OutputOptions options =
        new OutputOptions(
            request.timing().connect(), request.timing().write(), null, request.token(), all);
    MediaOutput output = MediaOutput.create(protocol.target(), options);
    try {
      OpenTracks tracks = request.streams().openIn(output);
      output.start();
      return new FFmpegConnection(
          output, tracks, protocol.extraBacklog(), "0".equals(all.get("flush_packets")));
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
  public Duration extraBacklog() {
    return extraBacklog;
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
    if (holdsBack) {
      output.flush();
    }
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
