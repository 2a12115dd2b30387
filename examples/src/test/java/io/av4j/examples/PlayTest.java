package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.testing.TestMedia;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(60)
class PlayTest {
  private static final Logger LOG = LoggerFactory.getLogger(PlayTest.class);
  private static final double NOTICEABLE_MILLIS = 45;

  private static String clip(String name) {
    return TestMedia.clip(name).toString();
  }

  /** Plays a clip to nowhere and returns the figures by name. */
  private static Map<String, String> play(String name) {
    ExampleRun run = ExampleRun.of(() -> Play.run("--headless", clip(name)));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.lines()).contains("complete");
    Map<String, String> figures = new LinkedHashMap<>();
    for (String line : run.lines()) {
      int end = line.lastIndexOf(' ');
      if (line.startsWith("  ")) {
        figures.put(line.substring(0, end).strip(), line.substring(end + 1));
      }
    }
    LOG.warn("{}: {}", name, figures);
    return figures;
  }

  private static double number(Map<String, String> figures, String name) {
    assertThat(figures).containsKey(name);
    return Double.parseDouble(figures.get(name));
  }

  @Test
  void everyPictureHasItsTimeByTheSound() {
    long start = System.nanoTime();
    Map<String, String> figures = play("flash_baseline.flv");
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(number(figures, "pictures shown") + number(figures, "pictures dropped"))
        .isEqualTo(150);
    assertThat(number(figures, "pictures shown")).isGreaterThan(75);
    assertThat(number(figures, "skew p99 ms")).isLessThan(NOTICEABLE_MILLIS);
    assertThat(figures).containsKey("sound drift ppm");
    assertThat(seconds).as("in real time").isBetween(4.9, 12.0);
  }

  @Test
  void withoutSoundByTheWallClock() {
    Map<String, String> figures = play("video_only_360p.mp4");
    assertThat(figures)
        .containsEntry("master at the end", "WALL")
        .doesNotContainKey("sound drift ppm");
    assertThat(number(figures, "pictures shown") + number(figures, "pictures dropped"))
        .isEqualTo(120);
    assertThat(number(figures, "skew p99 ms")).isLessThan(NOTICEABLE_MILLIS);
  }

  @Test
  void soundAloneIsPlayed() {
    long start = System.nanoTime();
    Map<String, String> figures = play("tones_stereo.flac");
    assertThat(number(figures, "pictures shown")).isZero();
    assertThat(figures).doesNotContainKey("skew p99 ms");
    assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(1.9);
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(ExampleRun.of(() -> Play.run("--help")).out()).contains("--headless");
    assertThat(ExampleRun.of(Play::run).exitCode()).isEqualTo(2);
    for (String missing : List.of("no/such/file.mp4", clip("garbage.mp4"))) {
      ExampleRun run = ExampleRun.of(() -> Play.run("--headless", missing));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().lines()).hasSize(1);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGINT to send")
  void ctrlCEndsThePlay() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.av4j.examples.Play",
                "--headless",
                clip("flash_1080p30.mp4"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = new ArrayList<>();
    long signalled = 0;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (lines.size() == 1) {
          signalled = System.nanoTime();
          new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        }
      }
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat((System.nanoTime() - signalled) / 1e9).as("seconds from Ctrl-C").isLessThan(3);
    assertThat(process.exitValue()).isNotZero();
    assertThat(lines).contains("stopped").anyMatch(line -> line.contains("pictures shown"));
  }
}
