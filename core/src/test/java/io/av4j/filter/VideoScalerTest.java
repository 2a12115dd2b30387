package io.av4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.UnsupportedMediaException;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class VideoScalerTest {
  private static final int FRAMES = 5;

  @ParameterizedTest
  @CsvSource({
    "flash_1080p30.mp4, 1280, 720, yuv420p",
    "flash_1080p30.mp4, 640, 360, rgb24",
    "flash_hevc10_720p.mp4, 1280, 720, yuv420p",
    "flash_hevc10_720p.mp4, 320, 180, bgra",
    "flash_vp9_360p.webm, 1920, 1080, nv12"
  })
  void samePicturesAsTheScaleFilter(
      String clip, int width, int height, String pixels, @TempDir Path folder) throws IOException {
    Path raw = folder.resolve("oracle.raw");
    FFmpegProgram.ffmpeg()
        .run(
            "-v",
            "error",
            "-i",
            TestMedia.clip(clip).toString(),
            "-vf",
            "scale=" + width + ":" + height,
            "-pix_fmt",
            pixels,
            "-frames:v",
            String.valueOf(FRAMES),
            "-f",
            "rawvideo",
            raw.toString());

    VideoFormat target = VideoFormat.of(width, height, PixelFormat.of(pixels));
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    try (MediaInput input = MediaInput.open(TestMedia.clip(clip));
        FrameReader<VideoFrame> frames = input.videoFrames();
        VideoScaler scaler = VideoScaler.to(target)) {
      for (int i = 0; i < FRAMES; i++) {
        scaler.feed(
            frames.next(),
            scaled -> {
              byte[] picture = new byte[scaled.packedSize()];
              scaled.copyTo(picture);
              ours.writeBytes(picture);
            });
      }
    }
    assertThat(ours.toByteArray()).isEqualTo(Files.readAllBytes(raw));
  }

  @Test
  void aRightPicturePassesUntouched() {
    VideoFormat format = VideoFormat.of(64, 48, PixelFormat.YUV420P);
    try (VideoFrame frame = VideoFrame.allocate(format);
        VideoScaler scaler = VideoScaler.to(format)) {
      List<VideoFrame> passed = new ArrayList<>();
      scaler.feed(frame, passed::add);
      assertThat(passed).singleElement().isSameAs(frame);
      assertThat(frame.width()).isEqualTo(64);
    }
  }

  @Test
  void thePictureKeepsItsShape() {
    VideoFormat pal =
        VideoFormat.of(720, 576, PixelFormat.YUV420P).withSampleAspectRatio(new Rational(16, 11));
    try (VideoFrame frame = VideoFrame.allocate(pal);
        VideoScaler scaler = VideoScaler.to(VideoFormat.of(360, 576, PixelFormat.YUV420P))) {
      scaler.feed(
          frame,
          scaled ->
              assertThat(scaled.format().sampleAspectRatio()).isEqualTo(new Rational(32, 11)));
    }
  }

  @Test
  void aPictureThatIsKeptIsNotOverwritten() {
    VideoFormat format = VideoFormat.of(64, 48, PixelFormat.GRAY8);
    List<VideoFrame> kept = new ArrayList<>();
    try (VideoFrame frame = VideoFrame.allocate(format);
        VideoScaler scaler = VideoScaler.to(format.withSize(32, 24), ScaleAlgorithm.POINT)) {
      for (int shade = 0; shade < 10; shade++) {
        byte[] picture = new byte[frame.packedSize()];
        java.util.Arrays.fill(picture, (byte) (shade * 20));
        frame.copyFrom(picture);
        scaler.feed(frame, scaled -> kept.add(scaled.newRef()));
      }
      for (int shade = 0; shade < 10; shade++) {
        byte[] picture = new byte[kept.get(shade).packedSize()];
        kept.get(shade).copyTo(picture);
        assertThat(picture).containsOnly((byte) (shade * 20));
      }
    } finally {
      kept.forEach(VideoFrame::close);
    }
  }

  @Test
  void aFormatThatCannotBeWrittenIsRefused() {
    assertThatThrownBy(() -> VideoScaler.to(VideoFormat.of(64, 48, PixelFormat.of("pal8"))))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("pal8");
  }
}
