package io.av4j.container;

import io.av4j.CancelToken;
import io.av4j.rtmp.RtmpOptions;
import io.av4j.rtmp.RtmpUrl;
import io.av4j.rtmp.TlsTrust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code io.av4j.rtmp} is told where a URL of RTMP is opened: FFmpeg's options of its own
 * RTMP, by the same names.
 *
 * @param url where to
 * @param options how
 */
record RtmpClient(RtmpUrl url, RtmpOptions options) {
  private static final String APP = "rtmp_app";
  private static final String KEY = "rtmp_playpath";
  private static final String FLASH_VERSION = "rtmp_flashver";
  private static final String FOUR_CCS = "rtmp_enhanced_codecs";
  private static final String SEND_BUFFER = "send_buffer_size";
  private static final String CERTIFICATES = "ca_file";
  private static final String CERTIFICATES_OLD = "cafile";
  private static final String VERIFY = "tls_verify";
  // The last two are always so, and of no meaning here.
  private static final Set<String> KNOWN =
      Set.of(
          APP,
          KEY,
          FLASH_VERSION,
          FOUR_CCS,
          SEND_BUFFER,
          CERTIFICATES,
          CERTIFICATES_OLD,
          VERIFY,
          "tcp_nodelay",
          "rtmp_live");
  private static final Set<String> FOREIGN =
      Set.of(
          "timeout", "listen", "rw_timeout", "cert_file", "key_file", "verifyhost", "http_proxy");

  /** Whether this can be done here: what only FFmpeg's own RTMP can do is left to that. */
  static boolean isFor(Location location, Map<String, String> options) {
    return (location.scheme().equals("rtmp") || location.scheme().equals("rtmps"))
        && RtmpUrl.of(location.url()) != null
        && options.keySet().stream().allMatch(name -> KNOWN.contains(name) || !isForeign(name));
  }

  private static boolean isForeign(String name) {
    return name.startsWith("rtmp_")
        || name.startsWith("tcp_")
        || name.startsWith("recv_buffer")
        || FOREIGN.contains(name);
  }

  /**
   * What to open.
   *
   * @param options those that are known here are taken out
   */
  static RtmpClient of(
      Location location,
      Map<String, String> options,
      Duration open,
      Duration write,
      CancelToken token) {
    RtmpUrl url = RtmpUrl.of(location.url());
    if (url == null) {
      throw new IllegalArgumentException(location + " is no URL of RTMP");
    }
    @Nullable String fourCcs = options.get(FOUR_CCS);
    @Nullable String file = options.getOrDefault(CERTIFICATES, options.get(CERTIFICATES_OLD));
    RtmpClient made =
        new RtmpClient(
            url.with(options.get(APP), options.get(KEY)),
            new RtmpOptions(
                open,
                write,
                number(options.getOrDefault(SEND_BUFFER, "0")),
                options.getOrDefault(FLASH_VERSION, RtmpOptions.FLASH_VERSION),
                fourCcs == null ? List.of() : List.of(fourCcs.split(",")),
                new TlsTrust(file == null ? null : Path.of(file), !"0".equals(options.get(VERIFY))),
                token));
    options.keySet().removeAll(KNOWN);
    return made;
  }

  private static int number(String value) {
    try {
      return Math.max(0, Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(SEND_BUFFER + " is no number of bytes", e);
    }
  }
}
