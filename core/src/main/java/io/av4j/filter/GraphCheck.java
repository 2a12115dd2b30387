package io.av4j.filter;

import io.av4j.MediaException;
import io.av4j.internal.AvError;
import io.av4j.internal.Natives;
import io.av4j.log.FFmpegLog;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avfilter.AVFilterPad;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Looks whether a description makes a graph with one way in and one way out for pictures. */
final class GraphCheck {
  private final String description;

  private GraphCheck(String description) {
    this.description = description;
  }

  /**
   * @throws IllegalArgumentException if it makes none
   */
  static void check(String description) {
    Natives.require();
    GraphCheck check = new GraphCheck(description);
    AVFilterGraph graph = AvError.notNull(avfilter.avfilter_graph_alloc(), "avfilter_graph_alloc");
    AVFilterInOut inputs = new AVFilterInOut((Pointer) null);
    AVFilterInOut outputs = new AVFilterInOut((Pointer) null);
    try {
      // Nothing runs in it.
      graph.nb_threads(1);
      check.parse(graph, inputs, outputs);
      check.requireOnePicture(inputs, true);
      check.requireOnePicture(outputs, false);
      check.requireSafe(graph);
    } finally {
      avfilter.avfilter_inout_free(inputs);
      avfilter.avfilter_inout_free(outputs);
      avfilter.avfilter_graph_free(graph);
    }
  }

  private void parse(AVFilterGraph graph, AVFilterInOut inputs, AVFilterInOut outputs) {
    long mark = FFmpegLog.mark();
    try {
      AvError.check(
          avfilter.avfilter_graph_parse2(graph, description, inputs, outputs),
          "avfilter_graph_parse2",
          "filter " + description,
          mark,
          graph.address());
    } catch (MediaException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private void requireOnePicture(AVFilterInOut end, boolean in) {
    if (end.isNull() || next(end) != null) {
      throw wrong("it must have one " + (in ? "input" : "output"));
    }
    // Labels are what the ffmpeg program calls the two ends.
    String label = end.name() == null ? null : AvError.string(end.name());
    if (label != null && !label.equals(in ? "in" : "out")) {
      throw wrong("nothing is called [" + label + "]");
    }
    AVFilterContext filter = end.filter_ctx();
    AVFilterPad pads = in ? filter.input_pads() : filter.output_pads();
    if (avfilter.avfilter_pad_get_type(pads, end.pad_idx()) != avutil.AVMEDIA_TYPE_VIDEO) {
      throw wrong("its " + (in ? "input" : "output") + " is not pictures");
    }
  }

  private static @Nullable AVFilterInOut next(AVFilterInOut end) {
    AVFilterInOut next = end.next();
    return next == null || next.isNull() ? null : next;
  }

  private void requireSafe(AVFilterGraph graph) {
    for (int i = 0; i < graph.nb_filters(); i++) {
      String name = String.valueOf(AvError.string(graph.filters(i).filter().name()));
      if (FilterLimits.survivesNothing(name)) {
        throw wrong("the filter " + name + " does not survive any pictures");
      }
    }
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("filter " + description + ": " + why);
  }
}
