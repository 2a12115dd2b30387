package io.av4j.benchmarks.versus.javacv;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;

/** Decodes the video of a file into BGR pixels that Java can read. */
public final class Pixels {
  private Pixels() {}

  /** IN. */
  public static void main(String[] arguments) throws Exception {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(arguments[0])) {
      grabber.start();
      while (grabber.grabImage() != null) {
        // Each turn is a picture in BGR24.
      }
    }
  }
}
