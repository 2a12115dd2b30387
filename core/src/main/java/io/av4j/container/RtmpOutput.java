package io.av4j.container;

import io.av4j.CancelToken;
import io.av4j.flow.Sink;
import io.av4j.rtmp.RtmpPublisher;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connection of an output that a {@link RtmpPublisher} makes. Guarded by the output's handle,
 * but for {@link #cancel()}.
 */
final class RtmpOutput implements AutoCloseable {
  private final CancelToken stop = new CancelToken();
  private final CancelToken.@Nullable Registration registration;
  private @Nullable RtmpPublisher publisher;
  private long finalBytes;

  RtmpOutput(@Nullable CancelToken token) {
    this.registration = token == null ? null : token.onCancel(stop::cancel);
  }

  /**
   * Connects.
   *
   * @param all options; those of RTMP are taken out
   * @return takes what the muxer writes
   */
  Sink<ByteBuffer> connect(Location location, OutputOptions options, Map<String, String> all) {
    RtmpClient client =
        RtmpClient.of(location, all, options.openTimeout(), options.writeTimeout(), stop);
    RtmpPublisher connected = RtmpPublisher.connect(client.url(), client.options());
    publisher = connected;
    return connected.flv();
  }

  /**
   * Closes the connection.
   *
   * @param whole whether the stream is, so that the server is told that it ends
   */
  void finish(boolean whole) {
    RtmpPublisher connected = publisher;
    if (connected != null) {
      publisher = null;
      try (connected) {
        if (whole) {
          connected.finish();
        }
        finalBytes = connected.bytesWritten();
      }
    }
  }

  /** Ends a wait. Any thread. */
  void cancel() {
    stop.cancel();
  }

  /** Bytes that the system has taken. */
  long bytes() {
    RtmpPublisher connected = publisher;
    return connected == null ? finalBytes : connected.bytesWritten();
  }

  @Override
  public void close() {
    finish(false);
    if (registration != null) {
      registration.close();
    }
  }
}
