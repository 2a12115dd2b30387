package io.av4j.push.destination.protocol;

import io.av4j.container.MediaOutput;
import io.av4j.container.OutputOptions;
import io.av4j.log.Redactor;
import io.av4j.push.destination.Connection;
import io.av4j.push.destination.Connector.Request;
import io.av4j.push.destination.EncodedPacket;
import io.av4j.rtmp.RtmpOptions;
import io.av4j.rtmp.RtmpPublisher;
import io.av4j.rtmp.RtmpUrl;
import io.av4j.rtmp.TlsTrust;
import io.av4j.time.Timestamp;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A connection by {@link RtmpPublisher}, with FFmpeg's FLV muxer in front of it. */
final class RtmpConnection implements Connection {
  private static final String APP = "rtmp_app";
  private static final String KEY = "rtmp_playpath";
  private static final String FLASH_VERSION = "rtmp_flashver";
  private static final String FOUR_CCS = "rtmp_enhanced_codecs";
  private static final String SEND_BUFFER = "send_buffer_size";
  private static final String CERTIFICATES = "ca_file";
  private static final String VERIFY = "tls_verify";
  // Always so, and of no meaning to an output.
  private static final Set<String> KNOWN =
      Set.of(
          APP,
          KEY,
          FLASH_VERSION,
          FOUR_CCS,
          SEND_BUFFER,
          "tcp_nodelay",
          "rtmp_live",
          CERTIFICATES,
          "cafile",
          VERIFY);

  private final RtmpPublisher publisher;
  private final MuxedConnection muxed;

  private RtmpConnection(RtmpPublisher publisher, MuxedConnection muxed) {
    this.publisher = publisher;
    this.muxed = muxed;
  }

  /**
   * Whether this can make the connection: a plain URL, and options that are the muxer's or known
   * here. What only FFmpeg's protocol can do is left to it.
   */
  static boolean isFor(String url, Map<String, String> options) {
    return RtmpUrl.of(url) != null
        && options.keySet().stream()
            .allMatch(name -> KNOWN.contains(name) || !isOfTheProtocol(name));
  }

  private static boolean isOfTheProtocol(String name) {
    return name.startsWith("rtmp_")
        || name.startsWith("tls_")
        || name.startsWith("tcp_")
        || Set.of(
                "timeout",
                "listen",
                "rw_timeout",
                "cert_file",
                "key_file",
                "verifyhost",
                "recv_buffer_size")
            .contains(name);
  }

  static Connection open(Rtmp protocol, Request request) {
    Map<String, String> all =
        new LinkedHashMap<>(protocol.options(request.timing(), request.streams()));
    all.putAll(request.options());
    Redactor.learn(protocol.target());
    RtmpUrl url = RtmpUrl.of(protocol.target());
    if (url == null) {
      throw new IllegalArgumentException("no URL of RTMP's simple form");
    }
    RtmpPublisher publisher =
        RtmpPublisher.connect(url.with(all.get(APP), all.get(KEY)), options(all, request));
    try {
      all.keySet().removeAll(KNOWN);
      all.putIfAbsent("flvflags", "no_duration_filesize");
      // Until flush.
      all.putIfAbsent("flush_packets", "0");
      OutputOptions options =
          new OutputOptions(
              request.timing().connect(), request.timing().write(), "flv", request.token(), all);
      MediaOutput output = MediaOutput.create(publisher.flv(), options);
      return new RtmpConnection(publisher, MuxedConnection.begin(output, request.streams()));
    } catch (RuntimeException | Error e) {
      publisher.close();
      throw e;
    }
  }

  private static RtmpOptions options(Map<String, String> all, Request request) {
    @Nullable String fourCcs = all.get(FOUR_CCS);
    return new RtmpOptions(
        request.timing().connect(),
        request.timing().write(),
        Integer.parseInt(all.getOrDefault(SEND_BUFFER, "0")),
        all.getOrDefault(FLASH_VERSION, RtmpOptions.FLASH_VERSION),
        fourCcs == null ? List.of() : List.of(fourCcs.split(",")),
        trust(all),
        request.token());
  }

  private static TlsTrust trust(Map<String, String> all) {
    @Nullable String file = all.getOrDefault(CERTIFICATES, all.get("cafile"));
    return new TlsTrust(file == null ? null : Path.of(file), !"0".equals(all.get(VERIFY)));
  }

  @Override
  public void write(EncodedPacket packet, Timestamp offset) {
    muxed.write(packet, offset);
  }

  @Override
  public void flush() {
    muxed.flush();
  }

  @Override
  public void finish() {
    muxed.finish();
    publisher.finish();
  }

  @Override
  public long bytesWritten() {
    return publisher.bytesWritten();
  }

  @Override
  public void close() {
    try (publisher) {
      muxed.close();
    }
  }
}
