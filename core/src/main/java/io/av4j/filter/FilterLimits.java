package io.av4j.filter;

import io.av4j.UnsupportedMediaException;
import io.av4j.internal.AvError;
import java.util.Map;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterLink;

/**
 * What a filter of this FFmpeg does not survive: found by feeding every one of them small and odd
 * pictures.
 */
final class FilterLimits {
  /** The shortest side of a picture, in pixels, by the filter that takes it. */
  private static final Map<String, Integer> SHORTEST_SIDE =
      Map.of(
          // Write beyond their memory.
          "gblur", 16,
          "kerndeint", Integer.MAX_VALUE,
          // Divides by zero.
          "signature", 32,
          // Never ends.
          "vaguedenoiser", 16);

  private FilterLimits() {}

  /** Whether a filter, by FFmpeg's name, would end or block the process with any picture. */
  static boolean survivesNothing(String filter) {
    return Integer.valueOf(Integer.MAX_VALUE).equals(SHORTEST_SIDE.get(filter));
  }

  /**
   * Looks at a configured graph.
   *
   * @throws UnsupportedMediaException if a filter would end or block the process
   */
  static void check(AVFilterGraph graph) {
    for (int i = 0; i < graph.nb_filters(); i++) {
      AVFilterContext filter = graph.filters(i);
      String name = String.valueOf(AvError.string(filter.filter().name()));
      Integer shortest = SHORTEST_SIDE.get(name);
      for (int pad = 0; shortest != null && pad < filter.nb_inputs(); pad++) {
        AVFilterLink link = filter.inputs(pad);
        if (Math.min(link.w(), link.h()) < shortest) {
          throw new UnsupportedMediaException(
              "the filter " + name + " does not survive pictures of " + link.w() + "x" + link.h());
        }
      }
    }
  }
}
