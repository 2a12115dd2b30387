package io.av4j.push;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** What makes a recording one that nothing is lost of. */
final class Recording {
  private Recording() {}

  /**
   * The name itself where nothing is there yet; else, as what is there is an earlier part of the
   * recording or something else of worth, the next free one of {@code name-2.flv}, {@code
   * name-3.flv} and so on. Playlists keep their name and are gone on with.
   */
  static String freeName(String url) {
    if (isPlaylist(url)) {
      return url;
    }
    int slash = Math.max(url.lastIndexOf('/'), url.lastIndexOf('\\'));
    int dot = url.lastIndexOf('.');
    int end = dot > slash + 1 ? dot : url.length();
    String name = url;
    for (int part = 2; isTaken(name); part++) {
      name = url.substring(0, end) + "-" + part + url.substring(end);
    }
    return name;
  }

  private static boolean isTaken(String url) {
    Path file = Path.of(url.replaceFirst("(?i)^file:(//(?=/))?", ""));
    try {
      return Files.exists(file) && Files.size(file) > 0;
    } catch (IOException e) {
      // Whoever opens it will be told why.
      return false;
    }
  }

  /** What players need to begin anywhere: HLS in short segments, each with its time of day. */
  static void describe(String url, Map<String, String> options) {
    if (isPlaylist(url)) {
      options.put("hls_time", "2");
      options.put("hls_list_size", "0");
      options.put("hls_flags", "independent_segments+program_date_time");
    }
  }

  /** What leaves something to play if the process ends here and now. */
  static void keep(String url, Map<String, String> options) {
    if (isPlaylist(url)) {
      // Written under another name first, and gone on with by the next connection.
      options.merge("hls_flags", "temp_file+append_list", (old, more) -> old + "+" + more);
      // A list that a full disk has emptied leaves its segments behind, which keep their names.
      options.put("hls_start_number_source", "epoch");
    } else if (ends(url, ".mp4", ".m4v", ".mov")) {
      options.put("movflags", "hybrid_fragmented+frag_keyframe");
    }
  }

  private static boolean isPlaylist(String url) {
    return ends(url, ".m3u8");
  }

  private static boolean ends(String url, String... suffixes) {
    String lower = url.toLowerCase(Locale.ROOT);
    for (String suffix : suffixes) {
      if (lower.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }
}
