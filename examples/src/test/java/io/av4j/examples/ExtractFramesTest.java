package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractFramesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path dir;

  /** The pictures of a clip as ListFrames has them, and the start that seconds count from. */
  private record Pictures(List<Double> seconds, int width, int height, double start, int stream) {
    /** The index of the picture that is shown at a time in the file. */
    int shownAt(double time) {
      int shown = 0;
      for (int i = 0; i < seconds.size(); i++) {
        shown = seconds.get(i) - start <= time + 0.5e-6 ? i : shown;
      }
      return shown;
    }
  }

  private static Pictures pictures(Path clip) throws JsonProcessingException {
    JsonNode probe = JSON.readTree(ExampleRun.of(() -> Probe.run(clip.toString())).out());
    int stream = -1;
    for (JsonNode candidate : probe.get("streams")) {
      if (stream < 0 && candidate.get("codec_type").asText().equals("video")) {
        stream = candidate.get("index").asInt();
      }
    }
    String index = Integer.toString(stream);
    ExampleRun run = ExampleRun.of(() -> ListFrames.run("--stream", index, clip.toString()));
    List<Double> seconds = new ArrayList<>();
    JsonNode frame = JSON.createObjectNode();
    for (String line : run.lines()) {
      frame = JSON.readTree(line);
      Rational unit = Rational.parse(frame.get("time_base").asText());
      seconds.add(frame.get("pts").asLong() * unit.toDouble());
    }
    double start = Double.parseDouble(probe.at("/format/start_time").asText());
    return new Pictures(
        seconds, frame.get("width").asInt(), frame.get("height").asInt(), start, stream);
  }

  private List<byte[]> extract(Path clip, List<Double> times) throws IOException {
    List<String> texts = times.stream().map(t -> String.format(Locale.ROOT, "%.6f", t)).toList();
    ExampleRun run =
        ExampleRun.of(
            () ->
                ExtractFrames.run(
                    "--raw-rgb24",
                    "--at",
                    String.join(",", texts),
                    "-o",
                    dir.toString(),
                    clip.toString()));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.lines()).hasSize(times.size());
    List<byte[]> all = new ArrayList<>();
    for (String text : texts) {
      all.add(Files.readAllBytes(dir.resolve("frame-" + text + ".rgb")));
    }
    return all;
  }

  /** The number burnt into the pictures is that of the picture that ListFrames has at that time. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "flash_1080p30.mp4",
        "flash_hevc10_720p.mp4",
        "flash_vfr_360p.mp4",
        "flash_vp9_360p.webm",
        "flash_720p.ts",
        "flash_baseline.flv",
        "cut_in_packet.flv",
        "subtitles_chapters.mkv",
        "video_only_360p.mp4"
      })
  void isExactToTheFrame(String name) throws IOException {
    Path clip = TestMedia.clip(name);
    Pictures pictures = pictures(clip);
    double middle = pictures.seconds().get(pictures.seconds().size() / 2) - pictures.start();
    List<Double> times = List.of(middle, 0.0, middle - 0.001, middle + 0.001, 1e6, 0.1, 1.95);
    List<byte[]> extracted = extract(clip, times);
    for (int i = 0; i < times.size(); i++) {
      int shown = pictures.shownAt(times.get(i));
      double fromFirst = pictures.seconds().get(shown) - pictures.seconds().get(0);
      assertThat(burntIn(extracted.get(i), pictures.width(), pictures.height()))
          .as(times.get(i) + " s")
          .isEqualTo(Math.round(fromFirst * 30));
    }
  }

  /** Reads the frame number as src-test-media/README.md says, by the green of RGB. */
  private static int burntIn(byte[] rgb, int width, int height) {
    int number = 0;
    for (int i = 0; i < 16; i++) {
      int x = (2 * i + 1) * width / 32;
      int upper = rgb[3 * (height / 36 * width + x) + 1] & 0xff;
      int lower = rgb[3 * (height / 12 * width + x) + 1] & 0xff;
      assertThat(Math.abs(upper - lower)).isGreaterThan(64);
      number = 2 * number + (upper > lower ? 1 : 0);
    }
    return number;
  }

  static List<Path> clipsWithPictures() {
    return TestMedia.all().stream()
        .filter(clip -> !clip.toString().matches(".*(cut_no_moov|garbage).*"))
        .filter(clip -> !clip.toString().matches(".*\\.(m4a|ogg|flac|mka)"))
        .toList();
  }

  /** The colours are those that the ffmpeg program makes of the same picture. */
  @ParameterizedTest
  @MethodSource("clipsWithPictures")
  void hasTheColoursOfFFmpeg(Path clip) throws IOException {
    TestMedia.requirePresent(clip);
    FFmpegProgram ffmpeg = FFmpegProgram.ffmpeg();
    Pictures pictures = pictures(clip);
    int count = pictures.seconds().size();
    List<Integer> wanted = List.of(count / 4, count / 2);
    String select =
        wanted.stream()
            .map(n -> "eq(n\\," + n + ")")
            .collect(Collectors.joining("+", "select=", ""));
    Path reference = dir.resolve("reference.rgb");
    ffmpeg.run(
        Stream.of(
                "-v error -copyts -i".split(" ", -1),
                new String[] {clip.toString(), "-map", "0:" + pictures.stream(), "-vf", select},
                "-frames:v 2 -fps_mode passthrough -pix_fmt rgb24 -f rawvideo".split(" ", -1),
                new String[] {reference.toString()})
            .flatMap(Stream::of)
            .toArray(String[]::new));
    byte[] theirs = Files.readAllBytes(reference);
    List<Double> times = new ArrayList<>();
    wanted.forEach(n -> times.add(pictures.seconds().get(n) - pictures.start()));
    List<byte[]> ours = extract(clip, times);
    int size = 3 * pictures.width() * pictures.height();
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(ours.get(i)).hasSize(size);
      assertThat(psnr(ours.get(i), theirs, i * size)).as("picture " + i).isGreaterThan(50);
    }
  }

  private static double psnr(byte[] ours, byte[] theirs, int offset) {
    double squares = 0;
    for (int i = 0; i < ours.length; i++) {
      int difference = (ours[i] & 0xff) - (theirs[offset + i] & 0xff);
      squares += difference * difference;
    }
    return squares == 0 ? 1000 : 10 * Math.log10(255.0 * 255.0 * ours.length / squares);
  }

  @Test
  void writesThePngOfTheSamePicture() throws IOException {
    Path clip = TestMedia.clip("video_only_360p.mp4");
    byte[] rgb = extract(clip, List.of(1.0)).get(0);
    ExampleRun run =
        ExampleRun.of(() -> ExtractFrames.run(clip.toString(), "--at", "1", "-o", dir.toString()));
    assertThat(run.out()).contains("frame-1.000000.png: 640x360, pts 1s");
    BufferedImage png = ImageIO.read(dir.resolve("frame-1.000000.png").toFile());
    int[] pixels = png.getRGB(0, 0, 640, 360, null, 0, 640);
    for (int i = 0; i < pixels.length; i++) {
      int expected =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
      assertThat(pixels[i] & 0xffffff).isEqualTo(expected);
    }
  }

  @Test
  void exitCodesTellUsageFromFailure() {
    String clip = TestMedia.clip("flash_baseline.flv").toString();
    String sound = TestMedia.clip("beep_aac.m4a").toString();
    String out = dir.toString();
    assertThat(exitCode("--help")).isZero();
    assertThat(exitCode(clip, "-o", out)).isEqualTo(2);
    assertThat(exitCode(clip, "-o", out, "--at", "-1")).isEqualTo(2);
    assertThat(exitCode(clip, "-o", out, "--at", "soon")).isEqualTo(2);
    assertThat(exitCode(sound, "-o", out, "--at", "1")).isEqualTo(1);
    assertThat(exitCode(clip, "-o", out, "--at", "1", "--stream", "1")).isEqualTo(1);
    assertThat(exitCode("no/such/file.mp4", "-o", out, "--at", "1")).isEqualTo(1);
  }

  private static int exitCode(String... arguments) {
    ExampleRun run = ExampleRun.of(() -> ExtractFrames.run(arguments));
    assertThat(run.err()).doesNotContain("\tat ");
    return run.exitCode();
  }
}
