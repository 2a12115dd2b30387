package io.av4j.benchmarks.versus.av4j;

import io.av4j.benchmarks.versus.Stopwatch;
import io.av4j.codec.AacSettings;
import io.av4j.codec.X264Settings;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.pipeline.Transcode;
import java.nio.file.Path;

/** Encodes a file anew as 720p by x264 veryfast, CRF 23, with AAC. */
public final class Transcoding {
  private Transcoding() {}

  /** IN OUT. */
  public static void main(String[] arguments) throws Exception {
    Stopwatch.run(
        () -> {
          try (MediaInput input = MediaInput.open(Path.of(arguments[0]));
              MediaOutput output = MediaOutput.create(Path.of(arguments[1]));
              Transcode job = Transcode.of(input)) {
            job.video(
                input.bestVideo(),
                output,
                X264Settings.of(input.bestVideo().format().withSize(1280, 720))
                    .preset("veryfast")
                    .crf(23)
                    .build());
            job.audio(
                input.bestAudio(), output, AacSettings.of(input.bestAudio().format()).build());
            job.run();
          }
        });
  }
}
