package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.av4j.testing.Await;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.TestMedia;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Push with its own receiver, and what it says when something is wrong. */
@Timeout(60)
class PushTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  @Test
  void allThatIsSentArrives() throws Exception {
    JsonNode summary = summary(clip("flash_vfr_360p.mp4"));
    requireArrival(summary, 111);
    assertThat(summary.get("av_skew_p99_ms").asDouble()).isLessThan(3);
    assertThat(summary.fieldNames())
        .toIterable()
        .containsExactly(
            "video_frames_sent",
            "audio_packets_sent",
            "bytes_sent",
            "push_seconds",
            "pacing_error_p50_ms",
            "pacing_error_p99_ms",
            "pacing_error_max_ms",
            "times_behind_real_time",
            "time_to_first_byte_ms",
            "video_frames_received",
            "video_frames_decoded",
            "audio_packets_received",
            "received_seconds",
            "received_fps",
            "received_kbit_per_second",
            "falling_dts",
            "decode_errors",
            "av_skew_p50_ms",
            "av_skew_p99_ms",
            "av_skew_max_ms");
  }

  @ParameterizedTest
  @CsvSource({"video_only_360p.mp4, 120, 0", "beep_aac.m4a, 0, 235"})
  void oneStreamIsEnough(String name, int pictures, int sounds) throws Exception {
    JsonNode summary = summary(clip(name));
    assertThat(summary.get("video_frames_received").asInt()).isEqualTo(pictures);
    assertThat(summary.get("audio_packets_received").asInt()).isBetween(sounds, sounds + 2);
    assertThat(summary.get("decode_errors").asInt()).isZero();
  }

  /** In real time, with progress to be read by a program. */
  @Test
  void takesAsLongAsTheMedia() throws Exception {
    List<JsonNode> lines = json("--preset", "ultrafast", clip("video_only_360p.mp4"));
    JsonNode summary = lines.get(lines.size() - 1);
    requireArrival(summary, 120);
    assertThat(summary.get("push_seconds").asDouble()).isBetween(3.3, 8.0);
    assertThat(summary.get("pacing_error_p50_ms").asDouble()).isLessThan(20);
    List<JsonNode> progress = lines.subList(0, lines.size() - 1);
    assertThat(progress).hasSizeGreaterThan(3);
    assertThat(progress).extracting(line -> line.get("frame").asInt()).isSorted();
    assertThat(progress).extracting(line -> line.get("size").asLong()).isSorted();
    JsonNode end = progress.get(progress.size() - 1);
    assertThat(end.get("progress").asText()).isEqualTo("end");
    assertThat(end.get("frame").asInt()).isEqualTo(120);
    assertThat(progress.get(0).get("progress").asText()).isEqualTo("continue");
  }

  @Test
  void copiesTheStreams() throws Exception {
    Path recording = dir.resolve("copy.flv");
    String clip = clip("flash_baseline.flv");
    JsonNode summary = summary("--copy", "--record", recording.toString(), clip);
    requireArrival(summary, 150);
    assertThat(hashes(recording, "v")).isEqualTo(hashes(Path.of(clip), "v"));
    // A push begins with a picture; the clip's first sound is before it.
    List<String> sound = hashes(Path.of(clip), "a");
    assertThat(hashes(recording, "a")).isEqualTo(sound.subList(1, sound.size()));
  }

  /** The packets' contents, in their order. */
  private static List<String> hashes(Path file, String stream) {
    String[] arguments = {
      "-v",
      "error",
      "-i",
      file.toString(),
      "-map",
      "0:" + stream,
      "-c",
      "copy",
      "-f",
      "framemd5",
      "-"
    };
    return FFmpegProgram.ffmpeg()
        .run(arguments)
        .output()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--copy", "--preset=ultrafast"})
  void playsSeveralTimes(String how) throws Exception {
    Path recording = dir.resolve("loop.flv");
    String clip = clip("flash_baseline.flv");
    JsonNode summary = summary(how, "--loop", "3", "--record", recording.toString(), clip);
    requireArrival(summary, 450);
    assertThat(summary.get("received_seconds").asDouble()).isBetween(14.9, 15.2);
    FlashAndBeep seen = FlashAndBeep.in(recording);
    List<Integer> once = seen.numbers().subList(0, 150);
    assertThat(once).isSorted().doesNotHaveDuplicates();
    assertThat(seen.numbers().subList(150, 300)).isEqualTo(once);
    assertThat(seen.numbers().subList(300, 450)).isEqualTo(once);
    assertThat(seen.flashes()).hasSize(15);
    assertThat(seen.skews()).isNotEmpty().allMatch(skew -> Math.abs(skew) < 0.030);
  }

  @Test
  void withoutArgumentsThereIsATestClip() {
    ExampleRun run = ExampleRun.of(() -> Push.run("--preset", "ultrafast", "--scale=320x-2"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("complete", "video frames received      300");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--nonsense", "--loop -1", "--crf high", "--fps 0", "--scale wide", "a b c"})
  void wrongArgumentsAreUsage(String wrong) {
    List<String> arguments = new ArrayList<>(List.of(wrong.split(" ", -1)));
    if (wrong.startsWith("-")) {
      arguments.add(clip("video_only_360p.mp4"));
    }
    ExampleRun run = ExampleRun.of(() -> Push.run(arguments.toArray(String[]::new)));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @Test
  void refusedConnectionIsOneLine() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String url = "rtmp://127.0.0.1:" + port + "/live/secretkey";
    ExampleRun run = ExampleRun.of(() -> Push.run("--copy", clip("video_only_360p.mp4"), url));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("NOT COMPLETE").doesNotContain("secretkey");
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("127.0.0.1:" + port, "refused")
        .doesNotContain("secretkey");
  }

  @Test
  void soundThatFlvCannotCarryIsOneLine() {
    Path pcm = dir.resolve("pcm.mov");
    String source = clip("video_only_360p.mp4");
    FFmpegProgram.ffmpeg()
        .run(
            "-v",
            "error",
            "-i",
            source,
            "-i",
            clip("beep_aac.m4a"),
            "-t",
            "1",
            "-c:v",
            "copy",
            "-c:a",
            "pcm_s16le",
            pcm.toString());
    ExampleRun run = ExampleRun.of(() -> Push.run("--copy", pcm.toString()));
    assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
    assertThat(run.err().lines())
        .as(run.err())
        .singleElement()
        .asString()
        .containsIgnoringCase("flv")
        .contains("pcm_s16le");
  }

  /** Ctrl-C: the stream ends whole, and what went out until then is told. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGINT to send")
  void ctrlCEndsTheStream() throws Exception {
    Path recording = dir.resolve("stopped.flv");
    JsonNode summary;
    try (PushProcess push =
        PushProcess.start("--loop=0", "--record=" + recording, clip("flash_baseline.flv"))) {
      Await.until(
          Duration.ofSeconds(30),
          () -> push.last().path("frame").asInt() > 20,
          () -> push.last().toString());
      long stopped = System.nanoTime();
      assertThat(push.interrupt()).isNotZero();
      assertThat((System.nanoTime() - stopped) / 1e9).as("seconds from Ctrl-C").isLessThan(6);
      summary = push.last();
    }
    requireArrival(summary, summary.get("video_frames_sent").asInt());
    assertThat(summary.get("video_frames_sent").asInt()).isGreaterThan(20);
    FFmpegProgram.Result decoded =
        FFmpegProgram.ffmpeg()
            .run("-v", "error", "-xerror", "-i", recording.toString(), "-f", "null", "-");
    assertThat(decoded.errors()).isEmpty();
    assertThat(Files.size(recording)).isPositive();
  }

  private static void requireArrival(JsonNode summary, int pictures) {
    assertThat(summary.get("video_frames_sent").asInt()).isEqualTo(pictures);
    assertThat(summary.get("video_frames_received").asInt()).isEqualTo(pictures);
    assertThat(summary.get("video_frames_decoded").asInt()).isEqualTo(pictures);
    assertThat(summary.get("audio_packets_received")).isEqualTo(summary.get("audio_packets_sent"));
    assertThat(summary.get("falling_dts").asInt()).isZero();
    assertThat(summary.get("decode_errors").asInt()).isZero();
  }

  private static JsonNode summary(String... arguments) throws Exception {
    List<JsonNode> lines = json(arguments);
    return lines.get(lines.size() - 1);
  }

  private static List<JsonNode> json(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("--progress", "json"));
    all.addAll(List.of(arguments));
    ExampleRun run = ExampleRun.of(() -> Push.run(all.toArray(String[]::new)));
    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : run.lines()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static String clip(String name) {
    return TestMedia.clip(name).toString();
  }
}
