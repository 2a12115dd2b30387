package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ListFramesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Path> clips() {
    return TestMedia.all();
  }

  /** Every frame of every clip: times and samples as the ffmpeg program has them. */
  @ParameterizedTest
  @MethodSource("clips")
  void listsTheFramesThatFFmpegDecodes(Path clip) throws Exception {
    TestMedia.requirePresent(clip);
    requireFramesOfFFmpeg(clip.toString());
  }

  /** Containers that give no pts, or whose pts mean nothing. */
  @Test
  void countsTimesWhereTheContainerHasNone(@TempDir Path dir) throws Exception {
    FFmpegProgram ffmpeg = FFmpegProgram.ffmpeg();
    String clip = TestMedia.clip("flash_1080p30.mp4").toString();
    String baseline = TestMedia.clip("flash_baseline.flv").toString();
    String raw = dir.resolve("raw.h264").toString();
    String adts = dir.resolve("raw.aac").toString();
    String avi = dir.resolve("b_frames.avi").toString();
    ffmpeg.run("-v", "error", "-i", baseline, "-t", "1", "-c", "copy", "-an", raw);
    ffmpeg.run("-v", "error", "-i", clip, "-c", "copy", "-vn", adts);
    ffmpeg.run("-v", "error", "-i", clip, "-t", "1", "-c", "copy", avi);
    requireFramesOfFFmpeg(raw);
    requireFramesOfFFmpeg(adts);
    requireFramesOfFFmpeg(avi);
  }

  private static void requireFramesOfFFmpeg(String file) throws JsonProcessingException {
    FFmpegProgram ffmpeg = FFmpegProgram.ffmpeg();
    ExampleRun run = ExampleRun.of(() -> ListFrames.run("--md5", file));
    Map<Integer, List<JsonNode>> ours = byStream(run.lines());

    List<String> arguments =
        new ArrayList<>(List.of("-v", "error", "-noautorotate", "-copyts", "-i", file));
    int output = 0;
    for (Map.Entry<Integer, List<JsonNode>> stream : ours.entrySet()) {
      JsonNode frame = stream.getValue().get(0);
      arguments.addAll(List.of("-map", "0:" + stream.getKey(), "-c:" + output++));
      arguments.add(frame.has("pix_fmt") ? "rawvideo" : pcm(frame.get("sample_fmt").asText()));
    }
    arguments.addAll(List.of("-fps_mode", "passthrough", "-enc_time_base", "demux"));
    arguments.addAll(List.of("-f", "framemd5", "-"));
    FFmpegProgram.Result reference = ffmpeg.runToAnyEnd(arguments.toArray(String[]::new));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(reference.exitCode() == 0 ? 0 : 1);
    List<List<String>> theirs = new ArrayList<>();
    Map<Integer, Rational> timeBases = new LinkedHashMap<>();
    read(reference.output(), theirs, timeBases);
    assertThat(ours).hasSameSizeAs(theirs);
    int index = 0;
    for (List<JsonNode> frames : ours.values()) {
      Rational timeBase = timeBases.get(index);
      assertThat(frames.stream().map(frame -> line(frame, timeBase)))
          .as("stream " + index)
          .isEqualTo(theirs.get(index++));
    }
  }

  private static Map<Integer, List<JsonNode>> byStream(List<String> lines)
      throws JsonProcessingException {
    Map<Integer, List<JsonNode>> streams = new java.util.TreeMap<>();
    for (String line : lines) {
      JsonNode frame = JSON.readTree(line);
      streams.computeIfAbsent(frame.get("stream").asInt(), n -> new ArrayList<>()).add(frame);
    }
    return streams;
  }

  private static String pcm(String sampleFormat) {
    return switch (sampleFormat.replaceFirst("p$", "")) {
      case "u8" -> "pcm_u8";
      case "s16" -> "pcm_s16le";
      case "s32" -> "pcm_s32le";
      case "flt" -> "pcm_f32le";
      case "dbl" -> "pcm_f64le";
      default -> throw new IllegalArgumentException(sampleFormat);
    };
  }

  /** Reads framemd5: the frames of each stream, and its time base. */
  private static void read(
      String framemd5, List<List<String>> frames, Map<Integer, Rational> timeBases) {
    for (String line : framemd5.lines().toList()) {
      if (line.startsWith("#tb ")) {
        int colon = line.indexOf(": ");
        timeBases.put(
            Integer.parseInt(line.substring("#tb ".length(), colon)),
            Rational.parse(line.substring(colon + 2)));
        frames.add(new ArrayList<>());
      } else if (!line.startsWith("#")) {
        String[] fields = line.split(", *", -1);
        frames
            .get(Integer.parseInt(fields[0]))
            .add("pts " + fields[2] + ", duration " + fields[3] + ", md5 " + fields[5]);
      }
    }
  }

  private static String line(JsonNode frame, Rational timeBase) {
    Rational unit = Rational.parse(frame.get("time_base").asText());
    return "pts "
        + Rational.rescale(frame.get("pts").asLong(), unit, timeBase)
        + ", duration "
        + Rational.rescale(frame.path("duration").asLong(), unit, timeBase)
        + ", md5 "
        + frame.get("md5").asText();
  }

  @Test
  void saysWhatAFrameIs() throws Exception {
    String clip = TestMedia.clip("flash_1080p30.mp4").toString();
    Map<Integer, List<JsonNode>> frames =
        byStream(ExampleRun.of(() -> ListFrames.run(clip)).lines());
    assertThat(frames.get(0)).hasSize(300);
    assertThat(frames.get(0).get(1))
        .hasToString(
            "{\"stream\":0,\"pts\":512,\"time_base\":\"1/15360\",\"duration\":512,"
                + "\"key_frame\":0,\"width\":1920,\"height\":1080,\"pix_fmt\":\"yuv420p\"}");
    assertThat(frames.get(0).stream().filter(frame -> frame.get("key_frame").asInt() == 1))
        .hasSize(5);
    assertThat(frames.get(1).get(1))
        .hasToString(
            "{\"stream\":1,\"pts\":1024,\"time_base\":\"1/48000\",\"duration\":1024,"
                + "\"sample_fmt\":\"fltp\",\"sample_rate\":48000,\"channels\":2,"
                + "\"samples\":1024}");
  }

  @Test
  void listsOnlyTheStreamAskedFor() throws Exception {
    String clip = TestMedia.clip("flash_baseline.flv").toString();
    ExampleRun run = ExampleRun.of(() -> ListFrames.run("--stream", "1", clip));
    assertThat(run.exitCode()).isZero();
    assertThat(byStream(run.lines())).containsOnlyKeys(1);
  }

  @Test
  void saysWhatItCouldNotDecode() {
    String clip = TestMedia.clip("cut_in_packet.flv").toString();
    ExampleRun run = ExampleRun.of(() -> ListFrames.run(clip));
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("stream 0 (video, h264): 1 ", "skipped");
  }

  @Test
  void exitCodesTellUsageFromFailure() {
    String clip = TestMedia.clip("flash_baseline.flv").toString();
    assertThat(ExampleRun.of(() -> ListFrames.run("--help")).out()).contains("--md5");
    assertThat(ExampleRun.of(() -> ListFrames.run("--nonsense", clip)).exitCode()).isEqualTo(2);
    assertThat(ExampleRun.of(ListFrames::run).exitCode()).isEqualTo(2);
    ExampleRun missing = ExampleRun.of(() -> ListFrames.run("no/such/file.mp4"));
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err().lines()).hasSize(1).first().asString().contains("no/such/file.mp4");
    ExampleRun noStream = ExampleRun.of(() -> ListFrames.run("--stream", "7", clip));
    assertThat(noStream.exitCode()).isEqualTo(1);
    assertThat(noStream.err().lines()).hasSize(1);
  }

  /** The program as people start it. */
  @Test
  void runsAsAProcess() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.av4j.examples.ListFrames",
                "--md5",
                TestMedia.clip("tones_stereo.flac").toString())
            // Where newer JVMs warn of native code.
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    assertThat(out.lines()).hasSize(20);
  }
}
