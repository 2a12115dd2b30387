package io.av4j.push.destination.protocol;

import java.util.Locale;
import java.util.Map;

/** What makes HLS that players can begin anywhere in ({@code hlsenc.c}). */
final class Hls {
  private Hls() {}

  static boolean isPlaylist(String url) {
    return url.toLowerCase(Locale.ROOT).endsWith(".m3u8");
  }

  /** Short segments, each with its time of day, all of which are kept. */
  static void describe(Map<String, String> options) {
    options.put("hls_time", "2");
    options.put("hls_list_size", "0");
    options.put("hls_flags", "independent_segments+program_date_time");
  }

  /** What leaves a list on a disk whole if the process ends here and now. */
  static void keepOnDisk(Map<String, String> options) {
    // Written under another name first, and gone on with by the next connection.
    options.merge("hls_flags", "temp_file+append_list", (old, more) -> old + "+" + more);
    // A list that a full disk has emptied leaves its segments behind, which keep their names.
    options.put("hls_start_number_source", "epoch");
  }
}
