package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.TestMedia;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProbeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  // What ffprobe says of a stream, wherever it knows it, is to be there.
  private static final Set<String> WANTED =
      Set.of(
          "index",
          "codec_name",
          "profile",
          "codec_type",
          "codec_tag_string",
          "width",
          "height",
          "pix_fmt",
          "sample_fmt",
          "sample_rate",
          "channels",
          "channel_layout",
          "time_base",
          "start_pts",
          "start_time",
          "duration_ts",
          "duration",
          "bit_rate",
          "nb_frames",
          "disposition",
          "tags",
          "side_data_list",
          "filename",
          "nb_streams",
          "format_name",
          "size");

  static List<Path> clips() {
    return TestMedia.all();
  }

  @ParameterizedTest
  @MethodSource("clips")
  void saysWhatFfprobeSays(Path clip) throws Exception {
    TestMedia.requirePresent(clip);
    FFmpegProgram.Result reference =
        FFmpegProgram.ffprobe()
            .runToAnyEnd(
                "-v",
                "error",
                "-of",
                "json",
                "-show_format",
                "-show_streams",
                "-show_chapters",
                "-show_programs",
                clip.toString());
    ExampleRun run = ExampleRun.of(() -> Probe.run(clip.toString()));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(reference.exitCode());
    if (reference.exitCode() != 0) {
      assertThat(run.out()).isEmpty();
      assertThat(run.err().lines()).hasSize(1);
      return;
    }
    List<String> differences = new ArrayList<>();
    compare("", JSON.readTree(run.out()), JSON.readTree(reference.output()), differences);
    assertThat(differences).isEmpty();
  }

  private static void compare(String at, JsonNode ours, JsonNode theirs, List<String> differences) {
    if (ours.isObject() && theirs.isObject()) {
      ours.fieldNames()
          .forEachRemaining(
              name -> {
                // A program's streams are told by their indexes here.
                if (theirs.has(name)) {
                  compare(at + "/" + name, ours.get(name), theirs.get(name), differences);
                }
              });
      theirs
          .fieldNames()
          .forEachRemaining(
              name -> {
                boolean unknown = theirs.get(name).asText().equals("unknown");
                boolean inProgram = at.startsWith("/programs/");
                if (!ours.has(name) && WANTED.contains(name) && !unknown && !inProgram) {
                  differences.add(at + "/" + name + " is missing: " + theirs.get(name));
                }
              });
    } else if (ours.isArray() && theirs.isArray() && ours.size() == theirs.size()) {
      for (int i = 0; i < ours.size(); i++) {
        compare(at + "/" + i, ours.get(i), theirs.get(i), differences);
      }
    } else if (!ours.equals(theirs)) {
      differences.add(at + ": " + ours + " is not " + theirs);
    }
  }

  @Test
  void leavesOutWhatIsNotKnown() throws Exception {
    JsonNode flv = probe(TestMedia.clip("flash_baseline.flv"));
    JsonNode video = flv.at("/streams/0");
    assertThat(video.has("nb_frames")).isFalse();
    assertThat(video.has("side_data_list")).isFalse();
    assertThat(flv.at("/streams/1").has("avg_frame_rate")).isFalse();
    assertThat(flv.at("/streams/1").has("width")).isFalse();
    assertThat(flv.get("chapters")).isEmpty();
  }

  @Test
  void tellsChaptersAndPrograms() throws Exception {
    JsonNode chapters = probe(TestMedia.clip("subtitles_chapters.mkv")).get("chapters");
    assertThat(chapters).hasSize(3);
    assertThat(chapters.at("/2/tags/title").asText()).isEqualTo("Three – the end");
    assertThat(chapters.at("/1/start_time").asText()).isEqualTo("2.000000");
    JsonNode programs = probe(TestMedia.clip("flash_720p.ts")).get("programs");
    assertThat(programs.findValuesAsText("index")).containsExactly("0", "1");
  }

  @Test
  void showsNoSecrets() {
    ExampleRun run =
        ExampleRun.of(() -> Probe.run("http://user:hunter22@127.0.0.1:9/live?token=s3cr3t99"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("127.0.0.1").doesNotContain("hunter22", "s3cr3t99");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void takesANameThatLooksLikeAnOptionOrAUrl(@TempDir Path dir) throws Exception {
    Path odd = dir.resolve("a:b ü %d.flac");
    Files.copy(TestMedia.clip("tones_stereo.flac"), odd);
    assertThat(probe(odd).at("/format/filename").asText()).isEqualTo(odd.toString());
  }

  @Test
  void exitCodesTellUsageFromFailure() {
    assertThat(ExampleRun.of(Probe::run).exitCode()).isEqualTo(2);
    assertThat(ExampleRun.of(() -> Probe.run("--help")).exitCode()).isZero();
    Stream.of("no/such/file.mp4", "gopher9://nowhere/x")
        .forEach(
            file -> {
              ExampleRun run = ExampleRun.of(() -> Probe.run(file));
              assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
              assertThat(run.err().lines()).hasSize(1);
            });
  }

  private static JsonNode probe(Path file) throws Exception {
    ExampleRun run = ExampleRun.of(() -> Probe.run(file.toString()));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }
}
