package io.av4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.codec.AacSettings;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.codec.X264Settings;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.TestMedia;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LadderTest {
  private static final Path CLIP = TestMedia.clip("flash_720p.ts");

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeftRunning() {
    Threads.awaitNone("ladder");
  }

  private static VideoEncoderSettings rung(MediaInput input, int height, long bits) {
    return X264Settings.of(input.bestVideo().format().withSize(height * 16 / 9, height))
        .preset("ultrafast")
        .bitsPerSecond(bits)
        .build();
  }

  private static List<String> probe(Path file, String stream, String entries) {
    return FFmpegProgram.ffprobe()
        .run(
            "-v",
            "error",
            "-select_streams",
            stream,
            "-show_entries",
            entries,
            "-of",
            "csv=p=0",
            file.toString())
        .output()
        .lines()
        .map(line -> line.replaceAll(",+$", ""))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @Test
  void rungsHaveTheSamePicturesSoundAndKeyframes() {
    int[] heights = {180, 540, 360};
    List<Path> files =
        Stream.of("180.mp4", "540.mp4", "360.flv").map(name -> folder.resolve(name)).toList();
    try (MediaInput input = MediaInput.open(CLIP);
        MediaOutput a = MediaOutput.create(files.get(0));
        MediaOutput b = MediaOutput.create(files.get(1));
        MediaOutput c = MediaOutput.create(files.get(2));
        Ladder ladder = Ladder.of(input)) {
      ladder
          .rung(a, rung(input, heights[0], 200_000))
          .rung(b, rung(input, heights[1], 900_000))
          .rung(c, rung(input, heights[2], 500_000))
          .audio(input.bestAudio(), AacSettings.of(input.bestAudio().format()).build())
          .keyFrameInterval(Duration.ofMillis(700));
      ladder.run();
      assertThat(ladder.progress().outputs()).hasSize(3);
    }
    List<String> sound = probe(files.get(0), "a", "packet=size");
    List<Integer> keys = keyframes(files.get(0));
    System.out.println("keyframes are the pictures " + keys);
    int pictures = probe(CLIP, "v", "packet=flags").size();
    assertThat(keys).hasSizeGreaterThan(3);
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      assertThat(probe(file, "v", "stream=width,height"))
          .containsExactly(heights[i] * 16 / 9 + "," + heights[i]);
      assertThat(probe(file, "v", "packet=flags")).hasSize(pictures);
      assertThat(probe(file, "a", "packet=size")).isEqualTo(sound);
      assertThat(keyframes(file)).isEqualTo(keys);
    }
  }

  /** Which of the pictures are keyframes. */
  private static List<Integer> keyframes(Path file) {
    List<String> flags = probe(file, "v", "packet=flags");
    return IntStream.range(0, flags.size())
        .filter(i -> flags.get(i).contains("K"))
        .boxed()
        .toList();
  }

  /** A small rung from a large one's picture is as good as from the source's. */
  @Test
  void cascadingCostsNoQuality() {
    double fromSource = psnr(false);
    double cascaded = psnr(true);
    System.out.printf(
        "PSNR of 180p: %.3f dB from the source, %.3f dB cascaded%n", fromSource, cascaded);
    assertThat(cascaded).isGreaterThan(fromSource - 0.1);
  }

  private double psnr(boolean cascade) {
    Path small = folder.resolve("small" + cascade + ".mp4");
    try (MediaInput input = MediaInput.open(CLIP);
        MediaOutput large = MediaOutput.create(folder.resolve("large.mp4"));
        MediaOutput output = MediaOutput.create(small);
        Ladder ladder = Ladder.of(input)) {
      if (cascade) {
        ladder.rung(large, rung(input, 360, 500_000));
      }
      ladder.rung(output, rung(input, 180, 300_000));
      ladder.run();
    }
    String log =
        FFmpegProgram.ffmpeg()
            .run(
                "-i",
                CLIP.toString(),
                "-i",
                small.toString(),
                "-lavfi",
                "[0:v]setpts=PTS-STARTPTS,scale=320:180[a];[1:v]setpts=PTS-STARTPTS[b];[a][b]psnr",
                "-f",
                "null",
                "-")
            .errors();
    String after = log.substring(log.lastIndexOf("average:") + "average:".length());
    return Double.parseDouble(after.substring(0, after.indexOf(' ')));
  }

  @Test
  void aLadderNeedsARung() {
    try (MediaInput input = MediaInput.open(CLIP);
        Ladder ladder = Ladder.of(input)) {
      assertThatThrownBy(ladder::start).isInstanceOf(IllegalStateException.class);
    }
  }
}
