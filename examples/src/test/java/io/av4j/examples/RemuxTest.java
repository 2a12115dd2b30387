package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.TestMedia;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemuxTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path dir;

  private Path remux(Path clip, String name) {
    Path out = dir.resolve(name);
    ExampleRun run = ExampleRun.of(() -> Remux.run(clip.toString(), out.toString()));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("repaired");
    return out;
  }

  /**
   * A packet: its times in seconds, 0 where ffprobe tells none, its size and whether a decoder can
   * start at it.
   */
  private record PacketLine(double pts, double dts, int size, boolean key) {}

  private static List<PacketLine> packets(Path file, String stream) throws Exception {
    FFmpegProgram.Result result =
        FFmpegProgram.ffprobe()
            .run(
                "-v",
                "error",
                "-select_streams",
                stream,
                "-of",
                "json",
                "-show_entries",
                "packet=pts_time,dts_time,size,flags",
                file.toString());
    List<PacketLine> packets = new ArrayList<>();
    for (JsonNode packet : JSON.readTree(result.output()).get("packets")) {
      packets.add(
          new PacketLine(
              packet.path("pts_time").asDouble(),
              packet.path("dts_time").asDouble(),
              packet.get("size").asInt(),
              packet.get("flags").asText().startsWith("K")));
    }
    return packets;
  }

  /**
   * The same packets before and after, at the same distances to within the containers' units, and
   * the same samples decoded from them. A container may move all streams together: MPEG-TS begins
   * at 1.4 s, others do not go below 0.
   */
  @ParameterizedTest
  @CsvSource({
    "flash_vfr_360p.mp4, mkv, 0.0005",
    "flash_vfr_360p.mp4, flv, 0.0005",
    "flash_hevc10_720p.mp4, mkv, 0.0005",
    "flash_vfr_360p.mp4, mp4, 0.0001",
    "flash_720p.ts, mp4, 0.0005",
    "subtitles_chapters.mkv, mp4, 0.0005",
    "flash_vp9_360p.webm, webm, 0.0005",
    "flash_baseline.flv, flv, 0.0005",
    "flash_baseline.flv, ts, 0.0001"
  })
  void keepsEveryPacket(String name, String container, double grain) throws Exception {
    Path clip = TestMedia.clip(name);
    Path out = remux(clip, "out." + container);
    Double shift = null;
    for (String stream : List.of("v:0", "a:0")) {
      List<PacketLine> before = packets(clip, stream);
      List<PacketLine> after = packets(out, stream);
      assertThat(after).as(stream).hasSameSizeAs(before);
      shift = shift == null ? after.get(0).pts() - before.get(0).pts() : shift;
      for (int i = 0; i < before.size(); i++) {
        PacketLine was = before.get(i);
        PacketLine is = after.get(i);
        assertThat(is.pts() - was.pts()).as(stream).isCloseTo(shift, within(2 * grain + 2e-6));
        assertThat(is.key()).isEqualTo(was.key());
        if (!holdsNoDts(name) && !holdsNoDts(container)) {
          assertThat(is.dts() - was.dts()).as(stream).isCloseTo(shift, within(2 * grain + 2e-6));
        }
        // Between these containers the start codes of a picture and the headers of sound change.
        if (!container.equals("ts") && !name.endsWith("ts")) {
          assertThat(is.size()).isEqualTo(was.size());
        }
      }
    }
    assertThat(samples(out)).isEqualTo(samples(clip));
  }

  /** Matroska holds the pts alone; what ffprobe shows as dts is a guess. */
  private static boolean holdsNoDts(String name) {
    return name.endsWith("mkv") || name.endsWith("webm");
  }

  /** The MD5 of the pictures and of the sound, all that the packets hold of it. */
  private static String samples(Path file) {
    FFmpegProgram ffmpeg = FFmpegProgram.ffmpeg();
    String name = file.toString();
    // Not every container can say that the first samples are the encoder's run-up.
    return ffmpeg
            .run(
                "-v",
                "error",
                "-i",
                name,
                "-map",
                "0:v:0",
                "-fps_mode",
                "passthrough",
                "-c:v",
                "rawvideo",
                "-f",
                "md5",
                "-")
            .output()
        + ffmpeg
            .run(
                "-v",
                "error",
                "-flags2",
                "skip_manual",
                "-i",
                name,
                "-map",
                "0:a:0",
                "-c:a",
                "pcm_f32le",
                "-f",
                "md5",
                "-")
            .output();
  }

  @Test
  void keepsChaptersTagsAndLanguages() throws Exception {
    Path clip = TestMedia.clip("subtitles_chapters.mkv");
    JsonNode before = probe(clip);
    for (String container : List.of("mkv", "mp4")) {
      Path out = dir.resolve("out." + container);
      assertThat(ExampleRun.of(() -> Remux.run(clip.toString(), out.toString())).exitCode())
          .isZero();
      JsonNode after = probe(out);
      assertThat(after.get("chapters").findValuesAsText("title"))
          .isEqualTo(before.get("chapters").findValuesAsText("title"));
      assertThat(after.get("chapters").findValuesAsText("start_time"))
          .isEqualTo(before.get("chapters").findValuesAsText("start_time"));
      assertThat(tag(after, "title")).isNotEmpty().isEqualTo(tag(before, "title"));
      assertThat(tag(after, "artist")).isNotEmpty().isEqualTo(tag(before, "artist"));
      assertThat(after.at("/streams/1/tags/language").asText()).isEqualTo("eng");
      assertThat(after.get("streams")).hasSize(container.equals("mkv") ? 4 : 3);
    }
  }

  /** Matroska's tags are in capitals, those of MP4 are not. */
  private static String tag(JsonNode probe, String name) {
    JsonNode tags = probe.at("/format/tags");
    return tags.path(name).asText(tags.path(name.toUpperCase(Locale.ROOT)).asText());
  }

  private static JsonNode probe(Path file) throws Exception {
    ExampleRun run = ExampleRun.of(() -> Probe.run(file.toString()));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }

  @Test
  void saysWhatItLeftOut() {
    Path clip = TestMedia.extraClip("h264_1080p50_pcm.mov");
    Path out = dir.resolve("out.flv");
    ExampleRun run = ExampleRun.of(() -> Remux.run(clip.toString(), out.toString()));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly("stream 0 (video, h264): 100 packets, 1486666 bytes");
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("stream 1 (audio, pcm_s16le) is left out", "48000 Hz");
  }

  @Test
  void failsWhereNothingFits() {
    Path out = dir.resolve("out.webm");
    String clip = TestMedia.clip("flash_baseline.flv").toString();
    ExampleRun run = ExampleRun.of(() -> Remux.run(clip, out.toString()));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("left out", "none of the streams");
  }

  @Test
  void refusesToWriteOverItsInput() throws Exception {
    Path copy = dir.resolve("same.mp4");
    Files.copy(TestMedia.clip("video_only_360p.mp4"), copy);
    long size = Files.size(copy);
    Path link = dir.resolve("link.mp4");
    Files.createSymbolicLink(link, copy);
    for (String out : List.of(copy.toString(), link.toString(), dir + "/./same.mp4")) {
      ExampleRun run = ExampleRun.of(() -> Remux.run(copy.toString(), out));
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("same file");
    }
    assertThat(copy).hasSize(size);
  }

  @Test
  void exitCodesTellUsageFromFailure() {
    String out = dir.resolve("out.mp4").toString();
    String clip = TestMedia.clip("flash_baseline.flv").toString();
    assertThat(ExampleRun.of(() -> Remux.run("--help")).exitCode()).isZero();
    assertThat(ExampleRun.of(() -> Remux.run(clip)).exitCode()).isEqualTo(2);
    ExampleRun missing = ExampleRun.of(() -> Remux.run("no/such/file.mp4", out));
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err().lines()).hasSize(1);
    assertThat(dir).isEmptyDirectory();
    ExampleRun noFormat = ExampleRun.of(() -> Remux.run(clip, dir.resolve("out.xyz").toString()));
    assertThat(noFormat.exitCode()).isEqualTo(1);
    assertThat(noFormat.err().lines()).hasSize(1);
  }
}
