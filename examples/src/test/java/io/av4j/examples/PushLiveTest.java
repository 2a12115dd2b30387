package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.av4j.codec.RateControl;
import io.av4j.container.MediaInput;
import io.av4j.filter.Fit;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.Rendition;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.RtmpPhase;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.TestMedia;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Push to several places, in several sizes, and by a plan. */
@Timeout(60)
class PushLiveTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  @Test
  void aLadderGoesToAllPlacesThoughOneOfThemIsDead() throws Exception {
    Path list = dir.resolve("list.txt");
    Files.writeString(
        list,
        "# two clips\n"
            + TestMedia.clip("flash_vfr_360p.mp4")
            + "\n\n"
            + TestMedia.clip("video_only_360p.mp4")
            + "\n");
    Path kept = dir.resolve("kept");
    List<JsonNode> lines = new ArrayList<>();
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        FakeRtmpServer dead = FakeRtmpServer.start(RtmpScript.closeAt(RtmpPhase.ACCEPT))) {
      ExampleRun run =
          ExampleRun.of(
              () ->
                  Push.run(
                      "--playlist",
                      list.toString(),
                      "--ladder",
                      "180p:300k,90p:100k",
                      "--preset",
                      "ultrafast",
                      "--tune",
                      "zerolatency",
                      "--to",
                      server.url("show"),
                      "--to",
                      dead.url("secretkey"),
                      "--record",
                      kept.toString(),
                      "--stats",
                      "json"));
      // All was played, but not everywhere.
      assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(1);
      assertThat(run.err()).contains("180p-2 got nothing: ", "90p-2 got nothing: ");
      assertThat(run.err()).doesNotContain("180p-1 got", "90p-1 got", "record got");
      assertThat(run.out() + run.err()).doesNotContain("secretkey");
      for (String line : run.lines()) {
        lines.add(JSON.readTree(line));
      }
      assertThat(server.sessions())
          .extracting(session -> session.streamName())
          .containsExactlyInAnyOrder("show_180p", "show_90p");
    }
    assertThat(lines).hasSizeGreaterThan(5);
    JsonNode last = lines.get(lines.size() - 1);
    assertThat(last.get("state").asText()).isEqualTo("STOPPED");
    assertThat(last.get("sources_opened").asInt()).isEqualTo(2);
    assertThat(last.get("destinations")).hasSize(6);
    try (MediaInput recorded = MediaInput.open(kept.resolve("90p.flv"))) {
      assertThat(recorded.bestVideo().format().height()).isEqualTo(90);
      assertThat(recorded.duration().toSeconds()).isBetween(7.0, 12.0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--ladder 720p,360p",
        "--print-plan",
        "--to rtmp://127.0.0.1/x --ladder tall",
        "--to rtmp://127.0.0.1/x --ladder 0p",
        "--to rtmp://127.0.0.1/x --stats xml",
        "--to rtmp://127.0.0.1/x --scale 320x180 --ladder 360p",
        "--to rtmp://127.0.0.1/x --scale 321x180",
        "--to rtmp://127.0.0.1/x --copy --crf 23",
        "--to rtmp://127.0.0.1/x --vf nonsense",
        "--to rtmp://127.0.0.1/x --fit tightly",
        "--to rtmp://127.0.0.1/x --no-realtime",
        "--to rtmp://127.0.0.1/x --playlist list.txt",
        "--to rtmp://127.0.0.1/x --plan plan.json",
        "--to rtmp://127.0.0.1/x --ladder 360p,360p"
      })
  void wrongArgumentsAreUsage(String wrong) {
    List<String> arguments = new ArrayList<>(List.of(wrong.split(" ", -1)));
    arguments.add(TestMedia.clip("video_only_360p.mp4").toString());
    ExampleRun run = ExampleRun.of(() -> Push.run(arguments.toArray(String[]::new)));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("\tat ");
  }

  /** What is printed, kept in a file and pushed by. */
  @Test
  void aPlanIsPrintedAndPushedBy() throws Exception {
    Path file = dir.resolve("plan.json");
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take())) {
      ExampleRun printed =
          push(
              "--print-plan",
              "--ladder=180p:300k,90p",
              "--crf=30",
              "--preset=ultrafast",
              "--fps=10",
              "--fit=crop",
              TestMedia.clip("video_only_360p.mp4").toString(),
              server.url("secretkey"));
      assertThat(printed.exitCode()).as(printed.err()).isZero();
      assertThat(server.sessions()).isEmpty();
      Files.writeString(file, printed.out());
      PushPlan plan = PlanJson.plan(printed.out());
      assertThat(plan.filter()).isEqualTo("fps=10/1");
      assertThat(plan.audio()).isNull();
      assertThat(plan.renditions())
          .extracting(rendition -> rendition.encoding().settings().rateControl())
          .containsExactly(
              new RateControl.CappedQuality(30, 300_000, 300_000), new RateControl.Quality(30));
      assertThat(plan.renditions()).extracting(Rendition::fit).containsOnly(Fit.CROP);
      assertThat(plan.toString()).doesNotContain("secretkey");

      ExampleRun run = push("--plan", file.toString(), "--progress", "lines");
      assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
      assertThat(run.out())
          .contains("180p-1: CONNECTING -> LIVE", "video_only_360p.mp4 complete", "  90p-1  ")
          .doesNotContain("secretkey", "\033");
      assertThat(run.err()).isEmpty();
      assertThat(server.sessions())
          .extracting(session -> session.awaitEnd().streamName())
          .containsExactlyInAnyOrder("secretkey_180p", "secretkey_90p");
    }
  }

  @Test
  void aPlanThatMakesNoSenseIsUsage() throws Exception {
    Path file = Files.writeString(dir.resolve("plan.json"), "{\"name\": \"push\"}");
    ExampleRun run = push("--plan", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("not a PushPlan", "line 1", "sources").doesNotContain("\tat ");
  }

  private static ExampleRun push(String... arguments) {
    return ExampleRun.of(() -> Push.run(arguments));
  }
}
