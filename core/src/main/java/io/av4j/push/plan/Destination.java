package io.av4j.push.plan;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One place a rendition goes to. Plain data.
 *
 * <ul>
 *   <li>{@code rtmp://} and {@code rtmps://} take FLV; HEVC, AV1, VP9 and Opus in the enhanced
 *       form, where the server knows it. An RTMPS server must show a certificate that the JVM
 *       trusts, or one of the file that the option {@code ca_file} names.
 *   <li>{@code srt://} takes MPEG-TS.
 *   <li>A file's name makes a recording, in the container of the name. It never writes over a file
 *       that is there: each connection after the first, and each push after the first, takes the
 *       next free of {@code name-2.flv}, {@code name-3.flv} and so on. MP4 can be played after a
 *       crash too.
 *   <li>A name that ends in {@code .m3u8} makes HLS of two-second segments, all of which are kept;
 *       a list that is there is gone on with.
 * </ul>
 *
 * @param name tells it from others in statistics, events and logs
 * @param url where it is
 * @param options FFmpeg options of its protocol and muxer; they win over what is said above
 * @param retry how long it is tried again
 */
public record Destination(String name, PushUrl url, Map<String, String> options, RetryPolicy retry)
    implements Serializable {
  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public Destination {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(retry, "retry");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a destination needs a name");
    }
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** A destination with a fixed URL. */
  public static Destination of(String name, String url) {
    return new Destination(name, PushUrl.of(url), Map.of(), RetryPolicy.FOREVER);
  }

  /** A destination whose URL is asked for before every connect. */
  public static Destination of(String name, PushUrl url) {
    return new Destination(name, url, Map.of(), RetryPolicy.FOREVER);
  }

  /** This destination with one more option. */
  public Destination withOption(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(key, value);
    return new Destination(name, url, more, retry);
  }

  /** This destination, tried again that long. */
  public Destination withRetry(RetryPolicy policy) {
    return new Destination(name, url, options, policy);
  }

  /** The name alone: URLs hold secrets. */
  @Override
  public String toString() {
    return "Destination[" + name + "]";
  }
}
