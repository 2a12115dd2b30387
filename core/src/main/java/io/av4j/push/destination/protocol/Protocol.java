package io.av4j.push.destination.protocol;

import io.av4j.push.destination.Connection;
import io.av4j.push.destination.Connector;
import io.av4j.push.destination.StreamSet;
import io.av4j.push.plan.PushTiming;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * How media gets to a URL of one kind: what FFmpeg is told for it, and under which name. Immutable.
 */
public sealed interface Protocol permits Rtmp, Srt, Http, File, Other {
  /** The one that the URL's scheme names; {@link File} where it has none. */
  static Protocol of(String url) {
    return switch (scheme(url)) {
      case "rtmp", "rtmps" -> new Rtmp(url);
      case "srt" -> new Srt(url);
      case "http", "https" -> new Http(url);
      case "file" -> new File(url);
      default -> new Other(url);
    };
  }

  /** Connects to a URL by its protocol; the {@link Connector} of all publishers. */
  static Connection connect(Connector.Request request) {
    return FFmpegConnection.open(of(request.url()), request);
  }

  /** What FFmpeg is to open. */
  String target();

  /** Options of FFmpeg's muxer and protocol for such streams; a destination's own win. */
  Map<String, String> options(PushTiming timing, StreamSet streams);

  /** How much longer than for others media may wait. */
  default Duration extraBacklog() {
    return Duration.ZERO;
  }

  /** In lower case; {@code file} for a name without one. */
  private static String scheme(String url) {
    int colon = url.indexOf(':');
    // One letter is a drive.
    boolean has = colon > 1 && url.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*");
    return has ? url.substring(0, colon).toLowerCase(Locale.ROOT) : "file";
  }
}
