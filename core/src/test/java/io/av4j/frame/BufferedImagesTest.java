package io.av4j.frame;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.filter.VideoScaler;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.TestMedia;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoded pictures in Java's own forms, byte by byte those that the ffmpeg program gives. */
class BufferedImagesTest {
  private static final int FRAMES = 3;
  private static final int BLACK = 0xff000000;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "flash_1080p30.mp4, 1920, 1080",
    "flash_1080p30.mp4, 333, 187",
    "flash_hevc10_720p.mp4, 1280, 720",
    "flash_vp9_360p.webm, 641, 361"
  })
  void picturesAreThoseOfTheFFmpegProgram(String clip, int width, int height) throws IOException {
    ByteBuffer bgr = ofFFmpeg(clip, width, height, PixelFormat.BGR24);
    ByteBuffer bgra = ofFFmpeg(clip, width, height, PixelFormat.BGRA);
    ByteBuffer gray = ofFFmpeg(clip, width, height, PixelFormat.GRAY8);
    int pixels = width * height;
    BufferedImage colors = image(width, height, BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage opaque = image(width, height, BufferedImage.TYPE_INT_RGB);
    BufferedImage argb = image(width, height, BufferedImage.TYPE_INT_ARGB);
    BufferedImage shades = image(width, height, BufferedImage.TYPE_BYTE_GRAY);
    try (MediaInput input = MediaInput.open(TestMedia.clip(clip));
        FrameReader<VideoFrame> frames = input.videoFrames();
        VideoScaler toBgr = VideoScaler.to(VideoFormat.of(width, height, PixelFormat.BGR24));
        VideoScaler toBgra = VideoScaler.to(VideoFormat.of(width, height, PixelFormat.BGRA));
        VideoScaler toGray = VideoScaler.to(VideoFormat.of(width, height, PixelFormat.GRAY8))) {
      for (int i = 0; i < FRAMES; i++) {
        VideoFrame frame = frames.next();
        ByteBuffer bytes = bgr.slice(i * 3 * pixels, 3 * pixels);
        toBgr.feed(
            frame,
            picture -> {
              assertThat(bytes(picture)).isEqualTo(bytes);
              BufferedImages.copy(picture, colors);
              assertThat(rgb(colors)).isEqualTo(fromBgr(bytes));
            });
        int[] ints = ints(bgra.slice(i * 4 * pixels, 4 * pixels));
        toBgra.feed(
            frame,
            picture -> {
              int[] copied = new int[pixels];
              picture.copyTo(copied);
              assertThat(copied).isEqualTo(ints);
              BufferedImages.copy(picture, argb);
              BufferedImages.copy(picture, opaque);
              assertThat(rgb(argb)).isEqualTo(ints);
              assertThat(rgb(opaque)).isEqualTo(ints);
            });
        ByteBuffer shade = gray.slice(i * pixels, pixels);
        toGray.feed(
            frame,
            picture -> {
              assertThat(bytes(picture)).isEqualTo(shade);
              BufferedImages.copy(picture, shades);
              byte[] raster = new byte[pixels];
              shades.getRaster().getDataElements(0, 0, width, height, raster);
              assertThat(ByteBuffer.wrap(raster)).isEqualTo(shade);
            });
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_GRAY
      })
  void aPartOfAnImageIsFilledAndNothingElse(int type) {
    VideoFormat format = VideoFormat.of(21, 13, BufferedImages.pixelFormat(type));
    BufferedImage whole = image(60, 40, type);
    BufferedImage middle = whole.getSubimage(5, 3, 50, 30).getSubimage(7, 6, 21, 13);
    assertThat(middle.getType()).isEqualTo(type);
    try (VideoFrame frame = VideoFrame.allocate(format)) {
      byte[] white = new byte[frame.packedSize()];
      Arrays.fill(white, (byte) 0xff);
      frame.copyFrom(white);
      BufferedImages.copy(frame, middle);
    }
    int background = image(1, 1, type).getRGB(0, 0);
    for (int y = 0; y < whole.getHeight(); y++) {
      for (int x = 0; x < whole.getWidth(); x++) {
        boolean inside = x >= 12 && x < 33 && y >= 9 && y < 22;
        assertThat(whole.getRGB(x, y)).as(x + "," + y).isEqualTo(inside ? -1 : background);
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    BufferedImage image = image(32, 24, BufferedImage.TYPE_INT_RGB);
    for (VideoFormat format :
        List.of(
            VideoFormat.of(32, 24, PixelFormat.BGR24),
            VideoFormat.of(32, 24, PixelFormat.of("rgba")),
            VideoFormat.of(32, 23, PixelFormat.BGRA),
            VideoFormat.of(31, 24, PixelFormat.BGRA))) {
      try (VideoFrame frame = VideoFrame.allocate(format)) {
        assertThatThrownBy(() -> BufferedImages.copy(frame, image))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("32x24 bgra");
      }
    }
    assertThatThrownBy(() -> BufferedImages.pixelFormat(BufferedImage.TYPE_BYTE_INDEXED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The module java.desktop is optional. */
  @Test
  void nothingElseNeedsTheDesktop() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(BufferedImages.class.getName())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.awt..", "javax.swing..", "javax.imageio..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.av4j"));
  }

  private ByteBuffer ofFFmpeg(String clip, int width, int height, PixelFormat format)
      throws IOException {
    Path raw = folder.resolve(format + ".raw");
    FFmpegProgram.ffmpeg()
        .run(
            "-v",
            "error",
            "-y",
            "-i",
            TestMedia.clip(clip).toString(),
            "-map",
            "0:v:0",
            "-frames:v",
            String.valueOf(FRAMES),
            "-vf",
            "scale=" + width + ":" + height,
            "-f",
            "rawvideo",
            "-pix_fmt",
            format.name(),
            raw.toString());
    return ByteBuffer.wrap(Files.readAllBytes(raw));
  }

  private static BufferedImage image(int width, int height, int type) {
    return new BufferedImage(width, height, type);
  }

  private static ByteBuffer bytes(VideoFrame picture) {
    ByteBuffer bytes = ByteBuffer.allocate(picture.packedSize());
    picture.copyTo(bytes);
    return bytes.flip();
  }

  private static int[] rgb(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static int[] ints(ByteBuffer bytes) {
    int[] ints = new int[bytes.remaining() / Integer.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(ints);
    return ints;
  }

  private static int[] fromBgr(ByteBuffer bytes) {
    int[] pixels = new int[bytes.remaining() / 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          BLACK
              | (bytes.get(3 * i + 2) & 0xff) << 16
              | (bytes.get(3 * i + 1) & 0xff) << 8
              | (bytes.get(3 * i) & 0xff);
    }
    return pixels;
  }
}
