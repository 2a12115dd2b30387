package io.av4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.codec.AacSettings;
import io.av4j.codec.EncoderTraits;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.codec.X264Settings;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.filter.Fit;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.Probed;
import io.av4j.testing.ShapedClip;
import io.av4j.testing.Ssim;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

  /** All that this FFmpeg build has for live video; openh264 alone looks for scene cuts. */
  @ParameterizedTest
  @CsvSource({
    "libx264, preset, ultrafast",
    "libx265, preset, ultrafast",
    "libopenh264, b, 500000",
    "libsvtav1, preset, 12",
    "libvpx-vp9, cpu-used, 8"
  })
  void everyEncoderHasItsKeyframesWhereTheLadderWants(String encoder, String option, String value) {
    Path source = TestMedia.clip("flash_vfr_360p.mp4");
    Duration interval = Duration.ofMillis(700);
    List<Path> files = List.of(folder.resolve("large.mkv"), folder.resolve("small.mkv"));
    try (MediaInput input = MediaInput.open(source);
        MediaOutput large = MediaOutput.create(files.get(0));
        MediaOutput small = MediaOutput.create(files.get(1));
        Ladder ladder = Ladder.of(input)) {
      VideoEncoderSettings settings =
          VideoEncoderSettings.of(encoder, input.bestVideo().format())
              .withTimeBase(Rational.MILLISECOND)
              // Overruled.
              .withOption("g", "9")
              .withOption(option, value);
      ladder
          .rung(large, settings.withFormat(input.bestVideo().format().withSize(320, 180)))
          .rung(small, settings.withFormat(input.bestVideo().format().withSize(160, 90)))
          .keyFrameInterval(interval);
      ladder.run();
    }
    List<Integer> wanted = firstOfEach(source, interval);
    assertThat(wanted).hasSizeGreaterThan(3);
    boolean noOther = EncoderTraits.of(encoder).can(EncoderTraits.Ability.NO_OTHER_KEY_FRAMES);
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      assertThat(Probed.pictures(file)).isEqualTo(111);
      assertThat(probe(file, "v", "stream=width,height"))
          .containsExactly(i == 0 ? "320,180" : "160,90");
      List<Integer> keys = keyframes(file);
      if (noOther) {
        assertThat(keys).isEqualTo(wanted);
      } else {
        assertThat(keys).containsAll(wanted);
      }
    }
  }

  /** Which pictures are the first of each interval, counted from the first picture. */
  private static List<Integer> firstOfEach(Path clip, Duration interval) {
    List<Integer> first = new ArrayList<>();
    long last = -1;
    int index = 0;
    try (MediaInput input = MediaInput.open(clip);
        FrameReader<VideoFrame> frames = input.videoFrames()) {
      long start = input.startTime().toMicros();
      for (VideoFrame frame : frames) {
        long begun = (frame.pts().toMicros() - start) * 1000 / interval.toNanos();
        if (begun > last) {
          first.add(index);
          last = begun;
        }
        index++;
      }
    }
    return first;
  }

  @ParameterizedTest
  @EnumSource(ShapedClip.class)
  void aPortraitKeepsItsShape(ShapedClip shape) {
    Path portrait = shape.make(folder);
    for (Fit fit : Fit.values()) {
      Path large = folder.resolve(fit + "large.mp4");
      Path small = folder.resolve(fit + "small.mp4");
      try (MediaInput input = MediaInput.open(portrait);
          MediaOutput a = MediaOutput.create(large);
          MediaOutput b = MediaOutput.create(small);
          Ladder ladder = Ladder.of(input).fit(fit)) {
        VideoFormat coded = input.bestVideo().format();
        ladder
            .rung(a, X264Settings.of(coded.withSize(640, 360)).crf(5).preset("ultrafast").build())
            .rung(b, X264Settings.of(coded.withSize(320, 180)).crf(5).preset("ultrafast").build());
        ladder.run();
      }
      String aspect = fit == Fit.STRETCH ? "81:256" : "1:1";
      assertThat(Ssim.ofFilters(portrait, filters(fit, "640:360"), large)).isGreaterThan(0.98);
      // A picture that is whole in the large one is scaled from there.
      String small320 =
          fit == Fit.STRETCH ? "scale=640:360,scale=320:180" : filters(fit, "320:180");
      assertThat(Ssim.ofFilters(portrait, small320, small)).as("%s", fit).isGreaterThan(0.98);
      assertThat(Probed.pixelShape(large)).isEqualTo(aspect);
      assertThat(Probed.pixelShape(small)).isEqualTo(aspect);
    }
  }

  private static String filters(Fit fit, String size) {
    return switch (fit) {
      case LETTERBOX ->
          "scale=%1$s:force_original_aspect_ratio=decrease,pad=%1$s:(ow-iw)/2:(oh-ih)/2"
              .formatted(size);
      case CROP -> "scale=%1$s:force_original_aspect_ratio=increase,crop=%1$s".formatted(size);
      case STRETCH -> "scale=" + size;
    };
  }

  /** Which of the pictures are keyframes. */
  private static List<Integer> keyframes(Path file) {
    List<String> inOrderOfTime =
        probe(file, "v", "packet=pts,flags").stream()
            .sorted(
                Comparator.comparingLong(
                    line -> Long.parseLong(line.substring(0, line.indexOf(',')))))
            .toList();
    return IntStream.range(0, inOrderOfTime.size())
        .filter(i -> inOrderOfTime.get(i).contains("K"))
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
