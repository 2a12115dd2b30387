package io.av4j.benchmarks.versus.bare;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Decodes the video of a file into BGR pixels that Java can read. */
public final class Pixels {
  private Pixels() {}

  /** IN. */
  public static void main(String[] arguments) {
    Source source = new Source(arguments[0]);
    var video = source.best(avutil.AVMEDIA_TYPE_VIDEO).codecpar();
    int width = video.width();
    int height = video.height();
    SwsContext scaler =
        swscale.sws_getContext(
            width,
            height,
            video.format(),
            width,
            height,
            avutil.AV_PIX_FMT_BGR24,
            swscale.SWS_BICUBIC,
            (SwsFilter) null,
            (SwsFilter) null,
            (DoublePointer) null);
    ByteBuffer pixels = ByteBuffer.allocateDirect(width * height * 3);
    PointerPointer<BytePointer> planes = new PointerPointer<>(4);
    planes.put(0, new BytePointer(pixels));
    IntPointer strides = new IntPointer(3 * width, 0, 0, 0);
    source.decodeVideo(
        frame -> {
          if (frame != null) {
            scale(scaler, frame, height, planes, strides);
          }
        });
    swscale.sws_freeContext(scaler);
    source.close();
  }

  private static void scale(
      SwsContext scaler, AVFrame frame, int height, PointerPointer<?> planes, IntPointer strides) {
    Source.check(
        swscale.sws_scale(scaler, frame.data(), frame.linesize(), 0, height, planes, strides));
  }
}
