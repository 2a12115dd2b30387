package io.av4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaException;
import io.av4j.UnsupportedMediaException;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.Ssim;
import io.av4j.time.Rational;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of one shape in pictures of another, against the ffmpeg program's filters. */
@Timeout(60)
class FitTest {
  private static final Rational SQUARE = new Rational(1, 1);

  @TempDir private Path folder;

  /** Moving pictures of that kind, in a file that loses nothing. */
  private Path clip(String size, String aspect, String pixels) {
    Path clip = folder.resolve("clip.nut");
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        // The source itself knows even sizes only.
        "testsrc2=size=640x480:rate=5:duration=1,scale="
            + size.replace('x', ':')
            + ",format="
            + pixels
            + ",setsar="
            + aspect,
        "-c:v",
        "rawvideo",
        clip.toString());
    return clip;
  }

  private static void ffmpeg(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-v", "error"));
    all.addAll(List.of(arguments));
    FFmpegProgram.ffmpeg().run(all.toArray(String[]::new));
  }

  private byte[] oracle(Path clip, String filters, String pixels) throws IOException {
    Path raw = folder.resolve("oracle.raw");
    ffmpeg(
        "-i",
        clip.toString(),
        "-vf",
        filters,
        "-pix_fmt",
        pixels,
        "-f",
        "rawvideo",
        raw.toString());
    return Files.readAllBytes(raw);
  }

  private static byte[] ours(Path clip, VideoScaler scaler) {
    ByteArrayOutputStream pictures = new ByteArrayOutputStream();
    try (MediaInput input = MediaInput.open(clip);
        FrameReader<VideoFrame> frames = input.videoFrames()) {
      for (VideoFrame frame : frames) {
        scaler.feed(
            frame,
            scaled -> {
              assertThat(scaled.format().sampleAspectRatio()).isEqualTo(SQUARE);
              pictures.writeBytes(packed(scaled));
            });
      }
    }
    return pictures.toByteArray();
  }

  private static byte[] packed(VideoFrame frame) {
    byte[] packed = new byte[frame.packedSize()];
    frame.copyTo(packed);
    return packed;
  }

  @ParameterizedTest
  @CsvSource({
    "1080x1920, 1, yuv420p, 640, 360, yuv420p",
    "1080x1920, 0, yuv420p, 640, 360, yuv420p10le",
    "1080x1920, 1, yuv420p10le, 640, 360, yuv420p10le",
    "1080x1920, 1, yuv420p, 640, 360, rgb24",
    "1080x1920, 1, rgb24, 640, 360, yuv420p",
    "1080x1920, 1, yuv420p, 640, 360, nv12",
    "1080x1920, 1, yuv420p, 640, 360, yuv422p",
    "1080x1920, 1, yuv420p, 640, 360, yuyv422",
    "1080x1920, 1, yuv420p, 640, 360, bgra",
    "720x576, 4/3, yuv420p, 640, 360, yuv420p",
    "720x576, 64/45, yuv420p, 320, 240, yuv420p",
    "720x576, 16/15, yuv420p10le, 1280, 720, yuv420p10le",
    "203x361, 1, yuv420p, 640, 360, yuv420p",
    "203x361, 1, yuv420p, 400, 640, rgb24",
    "1919x803, 1, yuv420p, 1280, 720, yuv420p",
    "1919x803, 1, rgb24, 639, 359, rgb24",
    "64x1000, 1, yuv420p, 1280, 720, yuv420p",
    "1280x720, 1, yuvj420p, 480, 480, yuvj420p"
  })
  void aLetterboxIsThatOfScaleAndPad(
      String size, String aspect, String pixels, int width, int height, String to)
      throws IOException {
    Path clip = clip(size, aspect, pixels);
    // Without it the scale filter takes all pixels for square ones.
    String anamorphic = aspect.contains("/") ? ":reset_sar=1" : "";
    String filters =
        ("scale=W:H:force_original_aspect_ratio=decrease" + anamorphic + ",format=" + to + ",")
            + "pad=W:H:(ow-iw)/2:(oh-ih)/2,setsar=1";
    byte[] expected = oracle(clip, filters.replace("W", "" + width).replace("H", "" + height), to);
    try (VideoScaler scaler =
        VideoScaler.to(VideoFormat.of(width, height, PixelFormat.of(to)), Fit.LETTERBOX)) {
      assertSame(ours(clip, scaler), expected, to.contains("10"));
    }
  }

  /** The pad filter's grey is 514 of 1023 in ten bits, where 512 is neutral. */
  private static void assertSame(byte[] ours, byte[] expected, boolean tenBits) {
    if (!tenBits) {
      assertThat(Arrays.equals(ours, expected)).isTrue();
      return;
    }
    ShortBuffer a = ByteBuffer.wrap(ours).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    ShortBuffer b = ByteBuffer.wrap(expected).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    assertThat(a.remaining()).isEqualTo(b.remaining());
    for (int i = 0; i < a.remaining(); i++) {
      if (a.get(i) != b.get(i)) {
        assertThat(new short[] {a.get(i), b.get(i)})
            .as("sample %d", i)
            .containsExactly((short) 512, (short) 514);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1920x1080, 1, 360, 640",
    "1080x1920, 1, 640, 360",
    "720x576, 4/3, 320, 320",
    "403x361, 1, 200, 360",
    "405x721, 0, 640, 360"
  })
  void aCropIsThatOfScaleAndCrop(String size, String aspect, int width, int height)
      throws IOException {
    Path clip = clip(size, aspect, "yuv420p");
    String anamorphic = aspect.contains("/") ? ":reset_sar=1" : "";
    String filters =
        "scale=W:H:force_original_aspect_ratio=increase" + anamorphic + ",crop=W:H,setsar=1";
    byte[] expected =
        oracle(clip, filters.replace("W", "" + width).replace("H", "" + height), "yuv420p");
    try (VideoScaler scaler =
        VideoScaler.to(VideoFormat.of(width, height, PixelFormat.YUV420P), Fit.CROP)) {
      byte[] ours = ours(clip, scaler);
      assertThat(ours).hasSameSizeAs(expected);
      int picture = width * height * 3 / 2;
      for (int start = 0; start < ours.length; start += picture) {
        double ssim =
            Ssim.of(
                Arrays.copyOfRange(ours, start, start + picture),
                Arrays.copyOfRange(expected, start, start + picture),
                width,
                height);
        assertThat(ssim).isGreaterThan(0.95);
      }
    }
  }

  private static VideoFrame white(int width, int height, Rational aspect) {
    VideoFrame frame =
        VideoFrame.allocate(
            VideoFormat.of(width, height, PixelFormat.YUV420P).withSampleAspectRatio(aspect));
    byte[] packed = new byte[frame.packedSize()];
    Arrays.fill(packed, (byte) 128);
    Arrays.fill(packed, 0, width * height, (byte) 235);
    frame.copyFrom(packed);
    return frame;
  }

  /** How many samples of the first row, and how many of the first column, are black. */
  private static List<Integer> blackBegin(byte[] luma, int width, int height) {
    int across = 0;
    while (across < width && luma[height / 2 * width + across] == 16) {
      across++;
    }
    int down = 0;
    while (down < height && luma[down * width + width / 2] == 16) {
      down++;
    }
    return List.of(across, down);
  }

  @Test
  void theShapeMayChangeOnTheWay() {
    int[][] sizes = {{90, 160}, {160, 90}, {160, 40}, {160, 90}, {90, 160}, {100, 100}};
    Rational[] aspects = {
      SQUARE, SQUARE, Rational.UNSET, new Rational(1, 4), SQUARE, new Rational(16, 9)
    };
    List<List<Integer>> black = new ArrayList<>();
    try (VideoScaler scaler =
        VideoScaler.to(VideoFormat.of(320, 180, PixelFormat.YUV420P), Fit.LETTERBOX)) {
      for (int i = 0; i < sizes.length; i++) {
        try (VideoFrame frame = white(sizes[i][0], sizes[i][1], aspects[i])) {
          scaler.feed(
              frame,
              scaled -> {
                assertThat(scaled.format().sampleAspectRatio()).isEqualTo(SQUARE);
                byte[] packed = packed(scaled);
                assertThat(packed[320 * 90 + 160]).isEqualTo((byte) 235);
                // Nothing but bars and picture, and both sides alike but for the grid.
                for (int x = 0; x < 320; x++) {
                  assertThat(packed[320 * 90 + x]).isIn((byte) 16, (byte) 235);
                }
                black.add(blackBegin(packed, 320, 180));
              });
        }
      }
    }
    assertThat(black)
        .containsExactly(
            List.of(108, 0),
            List.of(0, 0),
            List.of(0, 50),
            List.of(120, 0),
            List.of(108, 0),
            List.of(0, 0));
  }

  @ParameterizedTest
  @CsvSource({"LETTERBOX", "CROP"})
  void aPictureOfTheRightShapePassesUntouched(Fit fit) {
    VideoFormat format = VideoFormat.of(64, 48, PixelFormat.YUV420P);
    for (Rational aspect : List.of(Rational.UNSET, SQUARE, new Rational(1280, 1281))) {
      try (VideoFrame frame = VideoFrame.allocate(format.withSampleAspectRatio(aspect));
          VideoScaler scaler = VideoScaler.to(format, fit)) {
        List<VideoFrame> passed = new ArrayList<>();
        scaler.feed(frame, passed::add);
        assertThat(passed).singleElement().isSameAs(frame);
      }
    }
  }

  /** 854x480 is 16:9 but for its rounding. */
  @ParameterizedTest
  @CsvSource({"LETTERBOX", "CROP"})
  void theRoundingOfASizeIsNoOtherShape(Fit fit) {
    VideoFormat wide = VideoFormat.of(854, 480, PixelFormat.YUV420P);
    try (VideoFrame frame = white(1280, 720, SQUARE);
        VideoScaler fitting = VideoScaler.to(wide, fit);
        VideoScaler stretching = VideoScaler.to(wide)) {
      List<byte[]> pictures = new ArrayList<>();
      fitting.feed(
          frame,
          scaled -> {
            assertThat(scaled.format().sampleAspectRatio()).isEqualTo(SQUARE);
            pictures.add(packed(scaled));
          });
      stretching.feed(frame, scaled -> pictures.add(packed(scaled)));
      assertThat(pictures.get(0)).isEqualTo(pictures.get(1));
    }
  }

  @Test
  void aTargetMayHavePixelsOfAnotherShape() {
    Rational pal = new Rational(16, 11);
    VideoFormat target = VideoFormat.of(704, 576, PixelFormat.YUV420P).withSampleAspectRatio(pal);
    try (VideoFrame frame = white(640, 480, SQUARE);
        VideoScaler scaler = VideoScaler.to(target, Fit.LETTERBOX)) {
      scaler.feed(
          frame,
          scaled -> {
            assertThat(scaled.format().sampleAspectRatio()).isEqualTo(pal);
            // 4:3 in 16:9 leaves an eighth on each side.
            assertThat(blackBegin(packed(scaled), 704, 576)).isEqualTo(List.of(88, 0));
          });
    }
  }

  @Test
  void whatIsStretchedTellsItsShape() {
    try (VideoFrame portrait = white(360, 640, Rational.UNSET);
        VideoFrame same = white(320, 180, Rational.UNSET);
        VideoScaler scaler = VideoScaler.to(VideoFormat.of(640, 360, PixelFormat.YUV420P))) {
      List<Rational> aspects = new ArrayList<>();
      scaler.feed(portrait, scaled -> aspects.add(scaled.format().sampleAspectRatio()));
      scaler.feed(same, scaled -> aspects.add(scaled.format().sampleAspectRatio()));
      assertThat(aspects).containsExactly(new Rational(81, 256), Rational.UNSET);
    }
  }

  /** swscale refuses what would need too large a filter; nothing ends the process. */
  @Test
  void extremeShapesAreShownOrRefused() {
    int shown = 0;
    for (int[] size : new int[][] {{1, 4000}, {4000, 1}, {3, 5}, {2, 2}}) {
      for (String pixels : List.of("yuv420p", "rgb24", "nv12", "yuv410p", "gray")) {
        for (int width : new int[] {1, 2, 33, 64}) {
          for (Fit fit : Fit.values()) {
            shown += shown(size, VideoFormat.of(width, 17, PixelFormat.of(pixels)), fit);
          }
        }
      }
    }
    assertThat(shown).isGreaterThan(150);
  }

  private static int shown(int[] size, VideoFormat target, Fit fit) {
    List<Integer> widths = new ArrayList<>();
    try (VideoFrame frame = white(size[0], size[1], Rational.UNSET);
        VideoScaler scaler = VideoScaler.to(target, fit)) {
      scaler.feed(frame, scaled -> widths.add(scaled.width()));
      assertThat(widths).containsExactly(target.width());
    } catch (MediaException e) {
      assertThat(Math.max(size[0], size[1])).isGreaterThan(1000);
    }
    return widths.size();
  }

  @Test
  void whatCannotBeCutIsRefused() {
    VideoFormat mono = VideoFormat.of(64, 48, PixelFormat.of("monow"));
    assertThatThrownBy(() -> VideoScaler.to(mono, Fit.LETTERBOX))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("monow");
    try (VideoFrame frame = VideoFrame.allocate(mono);
        VideoScaler scaler =
            VideoScaler.to(VideoFormat.of(48, 64, PixelFormat.YUV420P), Fit.CROP)) {
      assertThatThrownBy(() -> scaler.feed(frame, scaled -> {}))
          .isInstanceOf(UnsupportedMediaException.class)
          .hasMessageContaining("monow");
    }
  }
}
