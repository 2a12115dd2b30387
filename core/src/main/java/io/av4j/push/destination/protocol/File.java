package io.av4j.push.destination.protocol;

import io.av4j.push.destination.StreamSet;
import io.av4j.push.plan.PushTiming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A recording on a disk, in the container of its name, that nothing is lost of: it writes over
 * nothing, and can be played after a crash.
 *
 * @param url a file's name, or a {@code file:} URL
 */
record File(String url) implements Protocol {
  // A disk that is busy is no reason to leave anything out.
  private static final Duration BUSY_DISK = Duration.ofSeconds(20);

  /**
   * The name itself where nothing is there yet. Else, as what is there is an earlier part of the
   * recording or something else of worth, the next free one of {@code name-2.flv}, {@code
   * name-3.flv} and so on. Playlists keep their name and are gone on with.
   */
  @Override
  public String target() {
    if (Hls.isPlaylist(url)) {
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
      // Opening it will tell why.
      return false;
    }
  }

  @Override
  public Map<String, String> options(PushTiming timing, StreamSet streams) {
    Map<String, String> all = new LinkedHashMap<>();
    String name = url.toLowerCase(Locale.ROOT);
    if (Hls.isPlaylist(url)) {
      Hls.describe(all);
      Hls.keepOnDisk(all);
    } else if (name.endsWith(".mp4") || name.endsWith(".m4v") || name.endsWith(".mov")) {
      // Fragments can be played before the file is complete; a clean end makes it a plain file.
      all.put("movflags", "hybrid_fragmented+frag_keyframe");
    }
    return all;
  }

  @Override
  public Duration extraBacklog() {
    return BUSY_DISK;
  }
}
