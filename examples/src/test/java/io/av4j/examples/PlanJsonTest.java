package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushChange;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.PushUrl;
import io.av4j.push.plan.Rendition;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.time.Rational;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans and changes as JSON and back. */
class PlanJsonTest {
  private static final long SEED = Long.getLong("av4j.seed", 20_259);
  private static final int ROUNDS = 1000;
  private static final PushPlan PLAN =
      PushPlan.of("show.mp4")
          .rendition("720p", 1280, 720, 2_500_000, "rtmp://host/app/key")
          .build();

  private final RandomPlans plans = new RandomPlans(SEED);

  @Test
  void plansComeBackEqual() {
    for (int i = 0; i < ROUNDS; i++) {
      PushPlan plan = plans.plan();
      String json = PlanJson.write(plan);
      assertThat(PlanJson.plan(json)).as("seed %d, plan %d: %s", SEED, i, json).isEqualTo(plan);
    }
  }

  @Test
  void changesComeBackEqual() {
    Set<Class<?>> kinds = new HashSet<>();
    for (int i = 0; i < ROUNDS; i++) {
      PushChange change = plans.change();
      String json = PlanJson.write(change);
      assertThat(PlanJson.change(json)).as("seed %d, %d: %s", SEED, i, json).isEqualTo(change);
      kinds.add(change.getClass());
    }
    assertThat(kinds).containsExactlyInAnyOrder(PushChange.class.getPermittedSubclasses());
  }

  @Test
  void theJsonHoldsTheSecretsAndTheWordsDoNot() {
    int withSecrets = 0;
    for (int i = 0; i < ROUNDS; i++) {
      PushPlan plan = plans.plan();
      PushChange change = plans.change();
      assertThat(plan.toString()).as("seed %d, %d", SEED, i).doesNotContain(RandomPlans.SECRET);
      assertThat(change.toString()).as("seed %d, %d", SEED, i).doesNotContain(RandomPlans.SECRET);
      withSecrets += PlanJson.write(plan).contains(RandomPlans.SECRET) ? 1 : 0;
    }
    assertThat(withSecrets).isEqualTo(ROUNDS);
  }

  /** It is to be read and written by people too. */
  @Test
  void theJsonIsPlain() {
    assertThat(PlanJson.write(PLAN).replaceAll("\\s+", ""))
        .contains(
            "\"sources\":[{\"type\":\"file\",\"path\":\"show.mp4\",\"options\":{}}]",
            "\"rounds\":1",
            "\"timeBase\":\"1/1000\"",
            "\"pixelFormat\":{\"name\":\"yuv420p\"}",
            "\"rateControl\":{\"type\":\"capped\",\"average\":2500000,",
            "\"keyFrameInterval\":\"PT2S\"",
            "\"url\":{\"type\":\"fixed\",\"url\":\"rtmp://host/app/key\"}",
            "\"slate\":null",
            "\"connect\":\"PT5S\"")
        .doesNotContain("remote", "shown", "encodes", "\"copy\"");
  }

  @Test
  void whatAProgramDoesIsRefused() {
    VideoFormat format = VideoFormat.of(64, 64, PixelFormat.YUV420P).withFrameRate(Rational.of(25));
    PushSource drawn = new PushSource.Drawn(format, (frame, index) -> false);
    Destination asked = Destination.of("d", PushUrl.asked(() -> "rtmp://host/app/key"));
    assertThatThrownBy(() -> PlanJson.write(PLAN.withSources(List.of(drawn), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("at sources[0]", "frames that a program draws");
    assertThatThrownBy(
            () -> PlanJson.write(PLAN.withRenditions(List.of(Rendition.copy("c", asked)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "at renditions[0].destinations[0].url", "a URL that a program is asked for");
    assertThatThrownBy(() -> PlanJson.write(new PushChange.ChangeSources(List.of(drawn), 1)))
        .hasMessageContaining("frames that a program draws");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"rounds\" : 1|\"rounds\" : 1, \"speed\" : 2|speed",
        "\"rounds\" : 1|\"rounds\" : 1, \"rounds\" : 2|Duplicate",
        "\"rounds\" : 1,||rounds",
        "\"rounds\" : 1|\"rounds\" : null|rounds",
        "\"rounds\" : 1|\"rounds\" : 1.5|rounds",
        "\"rounds\" : 1|\"rounds\" : \"1\"|rounds",
        "\"rounds\" : 1|\"rounds\" : -1|push needs",
        "\"PT5S\"|\"5 s\"|PT2.5S",
        "\"type\" : \"file\"|\"type\" : \"drawn\"|drawn",
        "\"type\" : \"file\",||type",
        "\"width\" : 1280|\"width\" : 1281|even",
        "\"average\" : 2500000|\"average\" : 0|bit rate",
      })
  void whatMakesNoSenseIsRefused(String what, String with, String said) {
    String json = PlanJson.write(PLAN);
    assertThat(json).contains(what);
    assertThatThrownBy(() -> PlanJson.plan(json.replace(what, with == null ? "" : with)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("not a PushPlan", "line ", said)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"null", "''", "[]", "{", "{}", "'{\"type\":\"nonsense\"}'"})
  void whatIsNoPlanIsRefused(String json) {
    assertThatThrownBy(() -> PlanJson.plan(json)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PlanJson.change(json)).isInstanceOf(IllegalArgumentException.class);
  }

  /** What may be null may also be left out. */
  @Test
  void nothingNeedNotBeWritten() {
    String json = PlanJson.write(PLAN);
    String shorter =
        json.replaceAll("\"(slate|filter|fallback)\" : null,?\\s*", "")
            .replaceAll(",(\\s*})", "$1");
    assertThat(shorter).hasSizeLessThan(json.length());
    assertThat(PlanJson.plan(shorter)).isEqualTo(PLAN);
  }

  @Test
  void theEncodingsOfTheLibraryComeBack() {
    VideoEncoding encoding =
        VideoEncoding.nvenc(1280, 720, 1_000_000)
            .withFallback(VideoEncoding.x264(1280, 720, 1_000_000));
    PushChange change = new PushChange.ChangeEncoding("r", encoding);
    assertThat(PlanJson.change(PlanJson.write(change))).isEqualTo(change);
  }
}
