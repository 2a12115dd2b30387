package io.av4j.benchmarks.versus;

import java.nio.file.Path;
import java.util.List;

/**
 * A size and a bit rate of the ladder.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bitsPerSecond of the video
 */
public record Rung(int width, int height, int bitsPerSecond) {
  /** The two of the ladder that is compared, and further ones for growth. */
  public static final List<Rung> ALL =
      List.of(
          new Rung(1280, 720, 2_500_000),
          new Rung(640, 360, 800_000),
          new Rung(960, 540, 1_500_000),
          new Rung(426, 240, 400_000),
          new Rung(1920, 1080, 5_000_000),
          new Rung(256, 144, 200_000));

  /** The rung's file. */
  public Path file(String prefix) {
    return Path.of(prefix + "-" + height + ".mp4");
  }
}
