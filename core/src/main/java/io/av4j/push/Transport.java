package io.av4j.push;

import io.av4j.CancelToken;
import io.av4j.container.OutputOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What becomes of a destination's URL when it is connected to: what each protocol and container
 * wants to be told. A destination's own options win.
 *
 * @param url for FFmpeg; of a recording, a name that is free
 * @param options of the muxer and the protocol
 * @param patience how long its media may wait beyond what others' may
 */
record Transport(String url, Map<String, String> options, Duration patience) {
  private static final int LEAST_BUFFER = 32 << 10;
  private static final int MOST_BUFFER = 256 << 10;
  private static final int BUFFERS_PER_SECOND = 4;
  // A disk that is busy is no reason to leave anything out.
  private static final Duration DISK = Duration.ofSeconds(20);

  /** For streams of these codecs and about that bit rate. */
  static Transport to(
      Destination destination, PushTiming timing, long bitsPerSecond, Tracks tracks) {
    String url = destination.url().url();
    Map<String, String> all = new LinkedHashMap<>();
    String target = url;
    Duration patience = Duration.ZERO;
    switch (scheme(url)) {
      case "rtmp", "rtmps" -> rtmp(all, bitsPerSecond, tracks);
      case "srt" -> all.put("connect_timeout", Long.toString(timing.connect().toMillis()));
      case "http", "https" -> Recording.describe(url, all);
      case "file" -> {
        target = Recording.freeName(url);
        patience = DISK;
        Recording.describe(url, all);
        Recording.keep(url, all);
      }
      default -> {
        // FFmpeg's own defaults will do.
      }
    }
    all.putAll(destination.options());
    return new Transport(target, all, patience);
  }

  private static void rtmp(Map<String, String> all, long bitsPerSecond, Tracks tracks) {
    // A large buffer of the kernel's hides for seconds that nothing gets through any more.
    long buffer = bitsPerSecond / 8 / BUFFERS_PER_SECOND;
    all.put(
        "send_buffer_size", Long.toString(Math.max(LEAST_BUFFER, Math.min(MOST_BUFFER, buffer))));
    String fourCc = tracks.fourCc();
    if (fourCc != null) {
      all.put("rtmp_enhanced_codecs", fourCc);
    }
  }

  /** In lower case; {@code file} for a name without one. */
  private static String scheme(String url) {
    int colon = url.indexOf(':');
    // One letter is a drive.
    boolean has = colon > 1 && url.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*");
    return has ? url.substring(0, colon).toLowerCase(Locale.ROOT) : "file";
  }

  OutputOptions outputOptions(PushTiming timing, CancelToken token) {
    return new OutputOptions(timing.connect(), timing.write(), null, token, options);
  }

  /** The URL may hold a key. */
  @Override
  public String toString() {
    return "Transport" + options.keySet();
  }
}
