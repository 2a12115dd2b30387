package io.av4j.benchmarks.versus.javacv;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;

/** Decodes the video of a file and drops the frames. */
public final class Decode {
  private Decode() {}

  /** IN. */
  public static void main(String[] arguments) throws Exception {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(arguments[0])) {
      grabber.start();
      // Video without sound, decoded, not converted, not only keyframes.
      while (grabber.grabFrame(false, true, false, false) != null) {
        // Each turn is a frame.
      }
    }
  }
}
