package io.av4j.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.time.Rational;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoFormatTest {
  @ParameterizedTest
  @CsvSource({
    "1920, 1080, 0/1, 1280, 720, 0/1",
    "1920, 1080, 1/1, 1280, 720, 1/1",
    "1080, 1920, 0/1, 640, 360, 81/256",
    "1080, 1920, 1/1, 640, 360, 81/256",
    "720, 576, 16/11, 360, 576, 32/11",
    "720, 576, 16/15, 768, 576, 1/1",
    "1, 65535, 0/1, 4096, 65535, 1/4096"
  })
  void aPictureKeepsItsShapeInAnotherSize(
      int width, int height, String aspect, int newWidth, int newHeight, String expected) {
    VideoFormat format =
        VideoFormat.of(width, height, PixelFormat.YUV420P)
            .withSampleAspectRatio(Rational.parse(aspect));
    VideoFormat sized = format.withSize(newWidth, newHeight);
    assertThat(sized.sampleAspectRatio()).isEqualTo(Rational.parse(expected));
    assertThat(sized.width()).isEqualTo(newWidth);
    assertThat(sized.height()).isEqualTo(newHeight);
  }
}
