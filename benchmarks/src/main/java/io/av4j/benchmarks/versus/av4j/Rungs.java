package io.av4j.benchmarks.versus.av4j;

import io.av4j.benchmarks.versus.Rung;
import io.av4j.benchmarks.versus.Stopwatch;
import io.av4j.codec.AacSettings;
import io.av4j.codec.X264Settings;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.pipeline.Ladder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Encodes a file in several sizes, the sound once. */
public final class Rungs {
  private Rungs() {}

  /** IN NUMBER OUT_PREFIX: the first rungs of {@link Rung#ALL}. */
  public static void main(String[] arguments) throws Exception {
    List<Rung> rungs = Rung.ALL.subList(0, Integer.parseInt(arguments[1]));
    Stopwatch.run(() -> encode(Path.of(arguments[0]), rungs, arguments[2]));
  }

  private static void encode(Path in, List<Rung> rungs, String prefix) {
    List<MediaOutput> outputs = new ArrayList<>();
    try (MediaInput input = MediaInput.open(in);
        Ladder ladder = Ladder.of(input)) {
      for (Rung rung : rungs) {
        MediaOutput output = MediaOutput.create(rung.file(prefix));
        outputs.add(output);
        ladder.rung(
            output,
            X264Settings.of(input.bestVideo().format().withSize(rung.width(), rung.height()))
                .preset("veryfast")
                .bitsPerSecond(rung.bitsPerSecond())
                .build());
      }
      ladder.audio(input.bestAudio(), AacSettings.of(input.bestAudio().format()).build());
      ladder.run();
    } finally {
      outputs.forEach(MediaOutput::close);
    }
  }
}
