package io.av4j.container;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program of a transport stream ({@code AVProgram}).
 *
 * @param id its number
 * @param streamIndexes the streams that belong to it
 * @param metadata {@code service_name} and others
 */
public record Program(int id, List<Integer> streamIndexes, Map<String, String> metadata) {
  /** Copies. */
  public Program {
    streamIndexes = List.copyOf(streamIndexes);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }
}
