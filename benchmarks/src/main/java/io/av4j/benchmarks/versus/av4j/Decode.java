package io.av4j.benchmarks.versus.av4j;

import io.av4j.benchmarks.versus.Stopwatch;
import io.av4j.codec.Decoder;
import io.av4j.container.MediaInput;
import io.av4j.frame.VideoFrame;
import java.nio.file.Path;

/** Decodes the video of a file and drops the frames. */
public final class Decode {
  private Decode() {}

  /** IN. */
  public static void main(String[] arguments) throws Exception {
    Stopwatch.run(
        () -> {
          try (MediaInput input = MediaInput.open(Path.of(arguments[0]));
              Decoder<VideoFrame> decoder = input.bestVideo().openDecoder()) {
            input.pump(input.bestVideo().to(decoder.into(frame -> {})));
          }
        });
  }
}
