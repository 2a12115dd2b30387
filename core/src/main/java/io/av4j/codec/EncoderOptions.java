package io.av4j.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Joins FFmpeg options of several origins, those too that hold options of their own. */
final class EncoderOptions {
  /** Options whose value is a list {@code key=value:key=value}. */
  private static final Set<String> LISTS =
      Set.of(
          "x264-params",
          "x264opts",
          "x265-params",
          "svtav1-params",
          "aom-params",
          "ts-parameters",
          "qsv_params");

  /** Options whose value is flags to add and take away, {@code +cgop-psnr}. */
  private static final Set<String> FLAGS = Set.of("flags", "flags2");

  private EncoderOptions() {}

  /** An unchangeable copy in the same order. */
  static Map<String, String> copy(Map<String, String> options) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** Options written as {@code name=value name=value}. */
  static Map<String, String> parse(String options) {
    Map<String, String> parsed = new LinkedHashMap<>();
    for (String option : options.split(" ", -1)) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        parsed.put(option.substring(0, equals), option.substring(equals + 1));
      }
    }
    return Collections.unmodifiableMap(parsed);
  }

  /** Both; where they contradict each other, what is above wins. The order is that of below. */
  static Map<String, String> merge(Map<String, String> below, Map<String, String> above) {
    Map<String, String> all = new LinkedHashMap<>(below);
    above.forEach((name, value) -> all.merge(name, value, (low, high) -> join(name, low, high)));
    return Collections.unmodifiableMap(all);
  }

  private static String join(String name, String below, String above) {
    if (LISTS.contains(name)) {
      Map<String, String> entries = new LinkedHashMap<>();
      for (String entry : split(below + ":" + above)) {
        int equals = entry.indexOf('=');
        entries.put(equals < 0 ? entry : entry.substring(0, equals), entry);
      }
      return String.join(":", entries.values());
    }
    if (FLAGS.contains(name)) {
      boolean changes = above.startsWith("+") || above.startsWith("-");
      // Flags without a sign take the place of all that were set: they must come first.
      return changes ? below + above : above + below;
    }
    return above;
  }

  /** The entries of a list; a colon behind a backslash belongs to a value. */
  private static List<String> split(String list) {
    List<String> entries = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= list.length(); i++) {
      boolean end = i == list.length() || (list.charAt(i) == ':' && !escaped(list, i));
      if (end) {
        if (i > start) {
          entries.add(list.substring(start, i));
        }
        start = i + 1;
      }
    }
    return entries;
  }

  private static boolean escaped(String list, int at) {
    int slashes = 0;
    while (at - slashes > 0 && list.charAt(at - slashes - 1) == '\\') {
      slashes++;
    }
    return slashes % 2 != 0;
  }
}
