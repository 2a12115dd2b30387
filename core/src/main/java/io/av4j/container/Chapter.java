package io.av4j.container;

import io.av4j.time.Timestamp;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A named part of a file ({@code AVChapter}).
 *
 * @param id the container's number of it
 * @param start where it begins
 * @param end where it ends
 * @param metadata {@code title} and others
 */
public record Chapter(long id, Timestamp start, Timestamp end, Map<String, String> metadata) {
  /** Copies the metadata. */
  public Chapter {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }
}
