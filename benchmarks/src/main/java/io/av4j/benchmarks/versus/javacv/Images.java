package io.av4j.benchmarks.versus.javacv;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.Java2DFrameConverter;

/** Decodes the video of a file into the converter's {@code BufferedImage}, again and again. */
public final class Images {
  private Images() {}

  /** IN. */
  public static void main(String[] arguments) throws Exception {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    long converting = 0;
    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(arguments[0]);
        Java2DFrameConverter converter = new Java2DFrameConverter()) {
      grabber.start();
      Frame frame;
      while ((frame = grabber.grabImage()) != null) {
        long start = System.nanoTime();
        converter.convert(frame);
        converting += System.nanoTime() - start;
      }
    }
    System.out.printf(java.util.Locale.ROOT, "to image alone, s=%.3f%n", converting / 1e9);
  }
}
