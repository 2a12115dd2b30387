package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.testing.Probed;
import io.av4j.testing.ShapedClip;
import io.av4j.testing.Ssim;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pictures arrive upright and in their shape, with bars where they do not fill the rendition. */
@Timeout(60)
class ShapeTest {
  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  @ParameterizedTest
  @EnumSource(ShapedClip.class)
  void aPortraitArrivesAsTheFfmpegProgramWouldScaleAndPadIt(ShapedClip shape) {
    Path portrait = shape.make(folder);
    PushPlan.Builder plan = PushPlan.of(portrait).name("portrait");
    for (String size : List.of("640:360", "320:180")) {
      String[] sides = size.split(":", 2);
      int width = Integer.parseInt(sides[0]);
      int height = Integer.parseInt(sides[1]);
      plan.rendition(
          size,
          VideoEncoding.x264(width, height, 8_000_000).withOption("preset", "ultrafast"),
          Destination.of(size, file(size).toString()));
    }
    try (LivePush push = LivePush.start(plan.build())) {
      assertThat(push.awaitEnd(Duration.ofSeconds(30))).isTrue();
    }
    for (String size : List.of("640:360", "320:180")) {
      double ssim =
          Ssim.ofFilters(
              portrait,
              "scale=%1$s:force_original_aspect_ratio=decrease,pad=%1$s:(ow-iw)/2:(oh-ih)/2"
                  .formatted(size),
              file(size));
      System.out.printf("%s into %s: SSIM %.4f%n", shape, size, ssim);
      assertThat(Probed.pictures(file(size))).isEqualTo(25);
      assertThat(ssim).isGreaterThan(0.98);
    }
  }

  private Path file(String size) {
    return folder.resolve(size.replace(':', 'x') + ".flv");
  }
}
