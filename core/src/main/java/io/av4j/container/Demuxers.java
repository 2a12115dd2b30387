package io.av4j.container;

import io.av4j.UnsupportedMediaException;
import io.av4j.internal.AvError;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.Pointer;

/** Which of FFmpeg's demuxers may read what is opened. */
final class Demuxers {
  private static final String WHITELIST = "format_whitelist";

  /**
   * They open other files by contexts of their own, to no bound: one that names itself takes the
   * whole stack, and the process with it.
   */
  private static final Set<String> UNBOUNDED = Set.of("concat");

  private static final String BOUNDED = bounded();

  private Demuxers() {}

  private static String bounded() {
    StringJoiner names = new StringJoiner(",");
    Pointer position = new Pointer();
    AVInputFormat demuxer;
    while ((demuxer = avformat.av_demuxer_iterate(position)) != null) {
      String name = String.valueOf(AvError.string(demuxer.name()));
      if (!UNBOUNDED.contains(name)) {
        names.add(name);
      }
    }
    return names.toString();
  }

  /**
   * Lets none of those read that have no bound.
   *
   * @throws UnsupportedMediaException if one of them is asked for
   */
  static void bound(Map<String, String> options) {
    String wanted = options.putIfAbsent(WHITELIST, BOUNDED);
    if (wanted != null) {
      Arrays.stream(wanted.split(",", -1)).forEach(Demuxers::require);
    }
  }

  /**
   * Makes sure of one that is asked for by its name.
   *
   * @throws UnsupportedMediaException if it has no bound
   */
  static void require(String name) {
    if (UNBOUNDED.contains(name.trim())) {
      throw new UnsupportedMediaException(
          "FFmpeg's demuxer " + name + " opens files to no bound; open them one after the other");
    }
  }
}
