package io.av4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.UnsupportedMediaException;
import io.av4j.flow.Sink;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScaleLadderTest {
  private static final VideoFormat SOURCE = VideoFormat.of(1280, 720, PixelFormat.YUV420P);
  private static final VideoFormat LARGE = SOURCE.withSize(640, 360);
  private static final VideoFormat SMALL = SOURCE.withSize(320, 180);

  private VideoFrame noise;

  @BeforeEach
  void makeNoise() {
    noise = VideoFrame.allocate(SOURCE);
    byte[] packed = new byte[noise.packedSize()];
    new Random(1).nextBytes(packed);
    noise.copyFrom(packed);
  }

  @AfterEach
  void closeNoise() {
    noise.close();
  }

  private static byte[] packed(VideoFrame frame) {
    byte[] packed = new byte[frame.packedSize()];
    frame.copyTo(packed);
    return packed;
  }

  /** What one scaler after the other makes of the noise. */
  private byte[] scaled(Fit fit, VideoFormat... targets) {
    List<byte[]> last = new ArrayList<>();
    List<VideoScaler> scalers = new ArrayList<>();
    Sink<VideoFrame> chain = frame -> last.add(packed(frame));
    for (int i = targets.length - 1; i >= 0; i--) {
      VideoScaler scaler = VideoScaler.to(targets[i], fit);
      scalers.add(scaler);
      chain = scaler.into(chain);
    }
    chain.accept(noise);
    scalers.forEach(VideoScaler::close);
    return last.get(0);
  }

  /** What a ladder of two rungs makes of the noise in its smaller rung. */
  private byte[] smaller(ScaleLadder.Rung large, VideoFormat format, Fit fit) {
    List<byte[]> small = new ArrayList<>();
    try (ScaleLadder ladder =
        ScaleLadder.of(
            List.of(new ScaleLadder.Rung(format, fit, f -> small.add(packed(f))), large))) {
      ladder.accept(noise);
    }
    return small.get(0);
  }

  private static ScaleLadder.Rung rung(VideoFormat format, Fit fit) {
    return new ScaleLadder.Rung(format, fit, frame -> {});
  }

  @Test
  void aSmallRungIsScaledFromALargeOneOfItsKind() {
    for (Fit fit : Fit.values()) {
      byte[] cascaded = scaled(fit, LARGE, SMALL);
      assertThat(cascaded).isNotEqualTo(scaled(fit, SMALL));
      assertThat(smaller(rung(LARGE, fit), SMALL, fit)).isEqualTo(cascaded);
    }
  }

  @Test
  void aRungOfAnotherKindIsScaledFromTheSource() {
    byte[] direct = scaled(Fit.LETTERBOX, SMALL);
    assertThat(smaller(rung(LARGE, Fit.CROP), SMALL, Fit.LETTERBOX)).isEqualTo(direct);
    // Less than twice as wide, another pixel format, another shape.
    for (VideoFormat other :
        List.of(
            SOURCE.withSize(638, 360),
            LARGE.withPixelFormat(PixelFormat.RGB24),
            VideoFormat.of(640, 480, PixelFormat.YUV420P))) {
      assertThat(smaller(rung(other, Fit.LETTERBOX), SMALL, Fit.LETTERBOX)).isEqualTo(direct);
    }
    VideoFormat portrait = VideoFormat.of(90, 160, PixelFormat.YUV420P);
    assertThat(smaller(rung(LARGE, Fit.CROP), portrait, Fit.CROP))
        .isEqualTo(scaled(Fit.CROP, portrait));
  }

  @Test
  void aRungIsScaledFromTheSourceWhereTheLargeOneHasBarsOrIsCut() {
    noise.close();
    noise = VideoFrame.allocate(VideoFormat.of(360, 640, PixelFormat.YUV420P));
    byte[] packed = new byte[noise.packedSize()];
    new Random(2).nextBytes(packed);
    noise.copyFrom(packed);
    for (Fit fit : List.of(Fit.LETTERBOX, Fit.CROP)) {
      assertThat(smaller(rung(LARGE, fit), SMALL, fit)).isEqualTo(scaled(fit, SMALL));
    }
    assertThat(smaller(rung(LARGE, Fit.STRETCH), SMALL, Fit.STRETCH))
        .isEqualTo(scaled(Fit.STRETCH, LARGE, SMALL));
  }

  @Test
  void everyRungGetsEveryPictureAndTheEnd() {
    Map<String, Integer> pictures = new HashMap<>();
    List<ScaleLadder.Rung> rungs = new ArrayList<>();
    for (int width : new int[] {160, 1280, 320, 640, 426}) {
      VideoFormat format = VideoFormat.of(width, width * 9 / 16 / 2 * 2, PixelFormat.YUV420P);
      String name = format.width() + "x" + format.height();
      rungs.add(
          new ScaleLadder.Rung(
              format,
              Fit.LETTERBOX,
              new Sink<>() {
                @Override
                public void accept(VideoFrame frame) {
                  assertThat(frame.width() + "x" + frame.height()).isEqualTo(name);
                  pictures.merge(name, 1, Integer::sum);
                }

                @Override
                public void end() {
                  pictures.merge(name + " end", 1, Integer::sum);
                }
              }));
    }
    try (ScaleLadder ladder = ScaleLadder.of(rungs)) {
      ladder.accept(noise);
      ladder.accept(noise);
      ladder.end();
    }
    assertThat(pictures).hasSize(10);
    pictures.forEach((name, count) -> assertThat(count).isEqualTo(name.endsWith("end") ? 1 : 2));
  }

  @Test
  void aPictureThatIsRightPassesUntouched() {
    List<VideoFrame> passed = new ArrayList<>();
    try (ScaleLadder ladder =
        ScaleLadder.of(
            List.of(
                new ScaleLadder.Rung(SOURCE, Fit.LETTERBOX, passed::add),
                rung(SMALL, Fit.LETTERBOX)))) {
      ladder.accept(noise);
    }
    assertThat(passed).singleElement().isSameAs(noise);
  }

  @Test
  void whatASinkThrowsGoesThrough() {
    ScaleLadder.Rung broken =
        new ScaleLadder.Rung(
            LARGE,
            Fit.CROP,
            frame -> {
              throw new IllegalStateException("broken rung");
            });
    try (ScaleLadder ladder = ScaleLadder.of(List.of(broken))) {
      assertThatThrownBy(() -> ladder.accept(noise)).hasMessage("broken rung");
      assertThatThrownBy(() -> ladder.accept(noise)).hasMessage("broken rung");
    }
  }

  @Test
  void aWrongLadderIsRefused() {
    assertThatThrownBy(() -> ScaleLadder.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    VideoFormat palette = LARGE.withPixelFormat(PixelFormat.of("pal8"));
    assertThatThrownBy(
            () -> ScaleLadder.of(List.of(rung(SMALL, Fit.CROP), rung(palette, Fit.CROP))))
        .isInstanceOf(UnsupportedMediaException.class);
  }
}
