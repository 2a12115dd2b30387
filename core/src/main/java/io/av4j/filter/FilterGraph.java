package io.av4j.filter;

import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.VideoFrame;
import io.av4j.internal.Lender;
import io.av4j.internal.NativeFrame;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Pictures through FFmpeg's filters, described as for the ffmpeg program's {@code -vf} ({@code
 * avfilter_graph_parse_ptr}, {@code av_buffersrc_add_frame_flags}, {@code
 * av_buffersink_get_frame}).
 *
 * <p>One input, one output. The graph is made with the first picture and anew when the pictures
 * change their size or format; what is inside is then drained first. Serves one thread at a time.
 * The opener closes it.
 */
public final class FilterGraph implements Stage<VideoFrame, VideoFrame>, AutoCloseable {
  private static final Lender<VideoFrame, NativeFrame> FRAMES = Lender.of(VideoFrame.class);

  private final GraphHandle handle;
  private final String description;

  private FilterGraph(String description) {
    this.description = description;
    this.handle = new GraphHandle(description);
  }

  /**
   * A graph for pictures, for example {@code transpose=clock,scale=640:-2}. Whether FFmpeg can make
   * it shows with the first picture; {@link #check} tells before.
   *
   * @throws IllegalArgumentException if the description is blank
   */
  public static FilterGraph video(String description) {
    requireText(description);
    return new FilterGraph(description);
  }

  /**
   * Makes sure, without a picture, that a description can be a graph of one input and one output of
   * pictures: that FFmpeg has its filters, that they know their options and find what these name,
   * such as the font of {@code drawtext}. What depends on the pictures' size and format shows with
   * the first one.
   *
   * @throws IllegalArgumentException if it cannot, with what FFmpeg logged
   */
  public static void check(String description) {
    requireText(description);
    GraphCheck.check(description);
  }

  private static void requireText(String description) {
    if (description.isBlank()) {
      throw new IllegalArgumentException("a filter graph needs a description");
    }
  }

  /**
   * Filters one picture.
   *
   * @throws io.av4j.MediaException if FFmpeg cannot make the graph for it, with what it logged
   * @throws IllegalArgumentException if the picture has no time base
   * @throws IllegalStateException if closed, in use, or the frame's turn is over
   */
  @Override
  public void feed(VideoFrame frame, Sink<? super VideoFrame> sink) {
    handle.enter();
    try {
      adapt(frame, sink);
      NativeFrame source = FRAMES.enter(frame);
      try {
        handle.put(source.struct());
      } finally {
        source.exit();
      }
      give(sink);
    } finally {
      handle.exit();
    }
  }

  private void adapt(VideoFrame frame, Sink<? super VideoFrame> sink) {
    Pictures wanted;
    NativeFrame source = FRAMES.enter(frame);
    try {
      if (!source.timeBase().isSet()) {
        throw new IllegalArgumentException("the frame has no time base");
      }
      if (handle.fits(source)) {
        return;
      }
      wanted = Pictures.of(source);
    } finally {
      source.exit();
    }
    drain(sink);
    handle.make(wanted);
  }

  private void give(Sink<? super VideoFrame> sink) {
    NativeFrame filtered;
    while ((filtered = handle.take()) != null) {
      VideoFrame lent = FRAMES.lend(filtered);
      try {
        sink.accept(lent);
      } finally {
        FRAMES.takeBack(lent, filtered);
        avutil.av_frame_unref(filtered.struct());
      }
      handle.checkOpen();
    }
  }

  private void drain(Sink<? super VideoFrame> sink) {
    if (handle.isMade()) {
      handle.put(null);
      give(sink);
      handle.freeGraph();
    }
  }

  @Override
  public void flush(Sink<? super VideoFrame> sink) {
    handle.enter();
    try {
      drain(sink);
    } finally {
      handle.exit();
    }
  }

  /** The filters, as they were described. */
  public String description() {
    return description;
  }

  /** Frees the graph with what is inside. Idempotent, never throws; waits for a thread inside. */
  @Override
  public void close() {
    handle.close();
  }
}
