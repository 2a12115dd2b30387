package io.av4j.push;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One place a rendition goes to. Plain data.
 *
 * @param name tells it from others in statistics, events and logs
 * @param url where it is
 * @param options FFmpeg options of its protocol and muxer
 */
public record Destination(String name, PushUrl url, Map<String, String> options)
    implements Serializable {
  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public Destination {
    Objects.requireNonNull(url, "url");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a destination needs a name");
    }
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** A destination with a fixed URL. */
  public static Destination of(String name, String url) {
    return new Destination(name, PushUrl.of(url), Map.of());
  }

  /** A destination whose URL is asked for before every connect. */
  public static Destination of(String name, PushUrl url) {
    return new Destination(name, url, Map.of());
  }

  /** This destination with one more option. */
  public Destination withOption(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(key, value);
    return new Destination(name, url, more);
  }

  /** The name alone: URLs hold secrets. */
  @Override
  public String toString() {
    return "Destination[" + name + "]";
  }
}
