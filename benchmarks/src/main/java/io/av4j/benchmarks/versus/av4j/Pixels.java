package io.av4j.benchmarks.versus.av4j;

import io.av4j.benchmarks.versus.Stopwatch;
import io.av4j.codec.Decoder;
import io.av4j.container.MediaInput;
import io.av4j.filter.VideoScaler;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Decodes the video of a file into BGR pixels that Java can read. */
public final class Pixels {
  private Pixels() {}

  /** IN. */
  public static void main(String[] arguments) throws Exception {
    Stopwatch.run(
        () -> {
          try (MediaInput input = MediaInput.open(Path.of(arguments[0]));
              Decoder<VideoFrame> decoder = input.bestVideo().openDecoder();
              VideoScaler scaler = VideoScaler.to(bgr(input.bestVideo().format()))) {
            VideoFormat format = scaler.target();
            ByteBuffer pixels = ByteBuffer.allocateDirect(format.width() * format.height() * 3);
            input.pump(
                input
                    .bestVideo()
                    .to(decoder.into(scaler.into(frame -> frame.copyTo(pixels.clear())))));
          }
        });
  }

  private static VideoFormat bgr(VideoFormat format) {
    return VideoFormat.of(format.width(), format.height(), PixelFormat.BGR24);
  }
}
