package io.av4j.filter;

import io.av4j.internal.AvError;
import io.av4j.internal.NativeFrame;
import io.av4j.internal.NativeHandle;
import io.av4j.internal.NativeType;
import io.av4j.internal.Natives;
import io.av4j.log.FFmpegLog;
import io.av4j.time.Rational;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * An AVFilterGraph between a buffer source and a buffer sink, made anew when the pictures change.
 */
final class GraphHandle extends NativeHandle {
  private final String description;
  private final NativeFrame filtered;
  private final NativeFrame fed;
  private @Nullable AVFilterGraph graph;
  private @Nullable AVFilterContext source;
  private @Nullable AVFilterContext sink;
  private @Nullable Pictures madeFor;
  private Rational outputTimeBase = Rational.UNSET;

  GraphHandle(String description) {
    super(NativeType.FILTER_GRAPH);
    Natives.require();
    this.description = description;
    this.filtered = attach(NativeFrame.lending());
    this.fed = attach(NativeFrame.lending());
  }

  boolean fits(NativeFrame picture) {
    return graph != null && madeFor != null && madeFor.include(picture);
  }

  boolean isMade() {
    return graph != null;
  }

  /** Makes the graph for frames that are so. */
  void make(Pictures pictures) {
    freeGraph();
    AVFilterGraph made = AvError.notNull(avfilter.avfilter_graph_alloc(), "avfilter_graph_alloc");
    graph = made;
    AVFilterInOut outputs = new AVFilterInOut((Pointer) null);
    AVFilterInOut inputs = new AVFilterInOut((Pointer) null);
    try {
      AVFilterContext from = create("buffer", "in", pictures.arguments(), made);
      AVFilterContext to = create("buffersink", "out", null, made);
      outputs = end("in", from);
      inputs = end("out", to);
      long mark = FFmpegLog.mark();
      check(
          avfilter.avfilter_graph_parse_ptr(made, description, inputs, outputs, null),
          "avfilter_graph_parse_ptr",
          mark);
      check(avfilter.avfilter_graph_config(made, null), "avfilter_graph_config", mark);
      FilterLimits.check(made);
      source = from;
      sink = to;
      madeFor = pictures;
      try (AVRational timeBase = avfilter.av_buffersink_get_time_base(to)) {
        outputTimeBase = Rational.orUnset(timeBase.num(), timeBase.den());
      }
    } catch (RuntimeException e) {
      freeGraph();
      throw e;
    } finally {
      avfilter.avfilter_inout_free(inputs);
      avfilter.avfilter_inout_free(outputs);
    }
  }

  private AVFilterContext create(
      String filter, String name, @Nullable String arguments, AVFilterGraph made) {
    long mark = FFmpegLog.mark();
    AVFilterContext context = new AVFilterContext((Pointer) null);
    check(
        avfilter.avfilter_graph_create_filter(
            context, avfilter.avfilter_get_by_name(filter), name, arguments, null, made),
        "avfilter_graph_create_filter",
        mark);
    return context;
  }

  private static AVFilterInOut end(String name, AVFilterContext context) {
    AVFilterInOut end = AvError.notNull(avfilter.avfilter_inout_alloc(), "avfilter_inout_alloc");
    try (BytePointer text = new BytePointer(name)) {
      end.name(avutil.av_strdup(text));
    }
    end.filter_ctx(context);
    end.pad_idx(0);
    end.next(null);
    return end;
  }

  /** Puts a frame in, which stays as it is; null is the end. */
  void put(@Nullable AVFrame in) {
    AVFilterContext from = source;
    if (from == null) {
      return;
    }
    long mark = FFmpegLog.mark();
    AVFrame given = null;
    if (in != null) {
      given = fed.struct();
      AvError.check(avutil.av_frame_ref(given, in), "av_frame_ref");
    }
    try {
      check(
          avfilter.av_buffersrc_add_frame_flags(from, given, 0),
          "av_buffersrc_add_frame_flags",
          mark);
    } finally {
      avutil.av_frame_unref(fed.struct());
    }
  }

  /** The next filtered frame to lend, or null if none is ready. */
  @Nullable NativeFrame take() {
    AVFilterContext to = sink;
    if (to == null) {
      return null;
    }
    long mark = FFmpegLog.mark();
    int code = avfilter.av_buffersink_get_frame(to, filtered.struct());
    if (code == AvError.EAGAIN || code == AvError.EOF) {
      return null;
    }
    check(code, "av_buffersink_get_frame", mark);
    filtered.setTimeBase(outputTimeBase);
    return filtered;
  }

  private void check(int code, String function, long mark) {
    AVFilterGraph made = graph;
    AvError.check(code, function, "filter " + description, mark, made == null ? 0 : made.address());
  }

  /** Frees the graph with what is inside, so that the next frame makes a new one. */
  void freeGraph() {
    if (graph != null) {
      avfilter.avfilter_graph_free(graph);
      graph = null;
      source = null;
      sink = null;
    }
  }

  @Override
  protected void free() {
    freeGraph();
  }
}
