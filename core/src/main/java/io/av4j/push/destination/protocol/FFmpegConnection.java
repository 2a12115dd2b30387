package io.av4j.push.destination.protocol;

import io.av4j.container.MediaOutput;
import io.av4j.container.OutputOptions;
import io.av4j.push.destination.Connection;
import io.av4j.push.destination.Connector.Request;
import io.av4j.push.destination.EncodedPacket;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A connection by one of FFmpeg's muxers and protocols. */
final class FFmpegConnection implements Connection {
  private final MuxedConnection muxed;
  private final Duration extraBacklog;

  private FFmpegConnection(MuxedConnection muxed, Duration extraBacklog) {
    this.muxed = muxed;
    this.extraBacklog = extraBacklog;
  }

  static Connection open(Protocol protocol, Request request) {
    Map<String, String> all =
        new LinkedHashMap<>(protocol.options(request.timing(), request.streams()));
    all.putAll(request.options());
    OutputOptions options =
        new OutputOptions(
            request.timing().connect(), request.timing().write(), null, request.token(), all);
    MediaOutput output = MediaOutput.create(protocol.target(), options);
    return new FFmpegConnection(
        MuxedConnection.begin(output, request.streams()), protocol.extraBacklog());
  }

  @Override
  public Duration extraBacklog() {
    return extraBacklog;
  }

  @Override
  public void write(EncodedPacket packet, Timestamp offset) {
    muxed.write(packet, offset);
  }

  @Override
  public void finish() {
    muxed.finish();
  }

  @Override
  public long bytesWritten() {
    return muxed.bytesWritten();
  }

  @Override
  public void close() {
    muxed.close();
  }
}
