package io.av4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FFmpegTest {
  @Test
  void tellsWhatThisBuildIs() {
    assertThat(FFmpeg.version()).startsWith("8.");
    assertThat(FFmpeg.licence()).startsWith("GPL");
    assertThat(FFmpeg.configuration()).contains("--enable-libx264");
    assertThat(FFmpeg.hasEncoder("libx264")).isTrue();
    assertThat(FFmpeg.hasEncoder("libnothing")).isFalse();
    assertThat(FFmpeg.hasDecoder("h264")).isTrue();
    assertThat(FFmpeg.hasMuxer("flv")).isTrue();
    assertThat(FFmpeg.hasDemuxer("mpegts")).isTrue();
    assertThat(FFmpeg.hasFilter("scale")).isTrue();
  }

  /** What {@link #missingNativesAreNamed} runs without natives. */
  public static void main(String[] args) {
    for (int i = 0; i < 2; i++) {
      try {
        io.av4j.container.MediaInput.open(Path.of("any.mp4")).close();
      } catch (UnsupportedMediaException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void missingNativesAreNamed() throws Exception {
    List<String> javaOnly =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*(ffmpeg|javacpp)-[^/]*-(linux|macosx|windows)[^/]*"))
            .toList();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                javaOnly.stream().collect(Collectors.joining(File.pathSeparator)),
                FFmpegTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(
            output.lines().filter(line -> line.contains("Add org.bytedeco:ffmpeg:8.0.1-1.5.13:")))
        .as(output)
        .hasSize(2);
  }
}
