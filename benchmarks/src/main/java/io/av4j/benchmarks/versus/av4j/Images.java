package io.av4j.benchmarks.versus.av4j;

import io.av4j.benchmarks.versus.Stopwatch;
import io.av4j.codec.Decoder;
import io.av4j.container.MediaInput;
import io.av4j.filter.VideoScaler;
import io.av4j.frame.BufferedImages;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/** Decodes the video of a file into one {@link BufferedImage}, again and again. */
public final class Images {
  private Images() {}

  /** IN. */
  public static void main(String[] arguments) throws Exception {
    Stopwatch.run(
        () -> {
          try (MediaInput input = MediaInput.open(Path.of(arguments[0]));
              Decoder<VideoFrame> decoder = input.bestVideo().openDecoder()) {
            VideoFormat coded = input.bestVideo().format();
            BufferedImage image =
                new BufferedImage(coded.width(), coded.height(), BufferedImage.TYPE_3BYTE_BGR);
            VideoFormat bgr =
                VideoFormat.of(
                    coded.width(), coded.height(), BufferedImages.pixelFormat(image.getType()));
            try (VideoScaler scaler = VideoScaler.to(bgr)) {
              input.pump(
                  input
                      .bestVideo()
                      .to(decoder.into(scaler.into(frame -> BufferedImages.copy(frame, image)))));
            }
          }
        });
  }
}
