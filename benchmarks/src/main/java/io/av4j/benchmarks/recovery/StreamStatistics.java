package io.av4j.benchmarks.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an nginx says of its streams at {@code rtmp_stat}. */
final class StreamStatistics {
  private static final int PATIENCE_MILLIS = 500;
  private static final Pattern STREAM =
      Pattern.compile(
          "(?s)<stream>.*?<name>(.*?)</name>.*?<bytes_in>(\\d+)</bytes_in>(.*?)</stream>");

  private final URL url;

  /** Statistics at that URL. */
  StreamStatistics(String url) throws IOException {
    this.url = URI.create(url).toURL();
  }

  /** Bytes got of each stream that has a publisher; empty if the server does not answer. */
  Optional<Map<String, Long>> bytes() {
    Map<String, Long> found = new HashMap<>();
    try {
      URLConnection connection = url.openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      try (InputStream in = connection.getInputStream()) {
        Matcher streams = STREAM.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        while (streams.find()) {
          if (streams.group(3).contains("<publishing/>")) {
            found.put(streams.group(1), Long.valueOf(streams.group(2)));
          }
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(found);
  }
}
