package io.av4j.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * An AVDictionary for the time of one native call. Not a registered handle: it never leaves a
 * method.
 */
public final class Dictionary implements AutoCloseable {
  private final AVDictionary dictionary = new AVDictionary((Pointer) null);

  /** Fills a dictionary. */
  public Dictionary(Map<String, String> entries) {
    try {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        String name = Objects.requireNonNull(entry.getKey(), "the name of an option");
        String value = Objects.requireNonNull(entry.getValue(), name);
        AvError.check(avutil.av_dict_set(dictionary, name, value, 0), "av_dict_set");
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The pointer to pass on; FFmpeg replaces what it points to. */
  public AVDictionary pointer() {
    return dictionary;
  }

  /** Takes an entry out, where it is still there. */
  public void remove(String key) {
    AvError.check(avutil.av_dict_set(dictionary, key, (String) null, 0), "av_dict_set");
  }

  /**
   * Makes sure that FFmpeg took every option.
   *
   * @throws IllegalArgumentException if FFmpeg left an option, which then nobody knows
   */
  public void requireConsumed(String user) {
    List<String> left = new ArrayList<>(toMap(dictionary).keySet());
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          user
              + " does not know the option"
              + (left.size() > 1 ? "s " : " ")
              + String.join(", ", left));
    }
  }

  /** The entries of any AVDictionary, in its order. */
  public static Map<String, String> toMap(@Nullable AVDictionary dictionary) {
    Map<String, String> entries = new LinkedHashMap<>();
    if (dictionary == null || dictionary.isNull()) {
      return entries;
    }
    AVDictionaryEntry entry = null;
    while ((entry = avutil.av_dict_iterate(dictionary, entry)) != null) {
      String key = AvError.string(entry.key());
      String value = AvError.string(entry.value());
      if (key != null && value != null) {
        entries.put(key, value);
      }
    }
    return entries;
  }

  @Override
  public void close() {
    avutil.av_dict_free(dictionary);
  }
}
