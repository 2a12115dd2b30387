package io.av4j.container;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a stream says beside its codec parameters ({@code AVPacketSideData}).
 *
 * @param type FFmpeg's name, for example {@code Display Matrix}
 * @param fields what is in it by ffprobe's names, for the types av4j reads; else its {@code size}
 */
public record SideData(String type, Map<String, String> fields) {
  /** Copies the fields. */
  public SideData {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
