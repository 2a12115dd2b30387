package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.av4j.container.MediaInput;
import io.av4j.container.VideoStream;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.NginxRtmp;
import io.av4j.testing.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushes to a real server, plays the stream from there, and looks at all that arrived. */
@Timeout(120)
class NginxPushTest {
  private static final Pattern SSIM = Pattern.compile("SSIM .*All:([0-9.]+)");
  // Picture and sound are rounded to RTMP's milliseconds, the picture before to the encoder's unit.
  private static final double MAX_SKEW_SECONDS = 0.003;
  private static final double RTMP_UNIT_SECONDS = 0.0011;

  @TempDir static Path serverFolder;
  private static NginxRtmp nginx;
  private static int streams;

  @TempDir Path dir;

  @BeforeAll
  static void startServer() throws Exception {
    nginx = NginxRtmp.start(serverFolder);
  }

  @AfterAll
  static void stopServer() {
    if (nginx != null) {
      nginx.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"flash_vfr_360p.mp4", "flash_720p.ts"})
  void wholeClipArrives(String clip) throws Exception {
    requireFlashesArrive(TestMedia.clip(clip));
  }

  static Stream<String> otherFlashClips() {
    return Stream.of(
        "flash_1080p30.mp4",
        "flash_hevc10_720p.mp4",
        "flash_vp9_360p.webm",
        "flash_baseline.flv",
        "subtitles_chapters.mkv");
  }

  @ParameterizedTest
  @MethodSource("otherFlashClips")
  @EnabledIfSystemProperty(
      named = "av4j.tests",
      matches = "all",
      disabledReason = "takes a minute, -Dav4j.tests=all runs it")
  void wholeClipArrivesOfAllKinds(String clip) throws Exception {
    requireFlashesArrive(TestMedia.clip(clip));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vfr_360p_aac_17s.mp4",
        "emulator_720p_aac.mp4",
        "hevc_1080p_edit_list.mp4",
        "h264_1080p50_pcm.mov",
        "bbb_960x540_60fps_vp9.webm"
      })
  @EnabledIfSystemProperty(
      named = "av4j.tests",
      matches = "all",
      disabledReason = "takes a minute, -Dav4j.tests=all runs it")
  void wholeClipOfOthersArrives(String clip) throws Exception {
    requireArrival(TestMedia.extraClip(clip));
  }

  private void requireFlashesArrive(Path clip) throws Exception {
    FlashAndBeep arrived = FlashAndBeep.in(requireArrival(clip));
    FlashAndBeep source = FlashAndBeep.in(clip);
    assertThat(arrived.numbers()).isSorted().doesNotHaveDuplicates().isEqualTo(source.numbers());
    assertThat(arrived.skews())
        .hasSize(source.skews().size())
        .hasSizeGreaterThan(1)
        .allMatch(skew -> Math.abs(skew) < MAX_SKEW_SECONDS);
  }

  /** Pushes the clip and requires that all of it arrives; the recording of the player. */
  private Path requireArrival(Path clip) throws Exception {
    String stream = "stream" + ++streams;
    Path recording = dir.resolve("pulled.flv");
    Path kept = dir.resolve("kept");
    Puller puller = Puller.start(nginx.url(stream), recording);
    try (puller) {
      nginx.awaitPlayer(stream);
      ExampleRun run =
          ExampleRun.of(
              () ->
                  Push.run(
                      "--crf",
                      "20",
                      // What a slow machine does not encode in time would be left out.
                      "--preset",
                      "ultrafast",
                      "--record",
                      kept.toString(),
                      clip.toString(),
                      nginx.url(stream)));
      assertThat(run.exitCode()).as(run.err() + nginx.log()).isZero();
      puller.await();
    }
    SentLog video = new SentLog();
    SentLog audio = new SentLog();
    SentLog.read(only(kept), video, audio);
    PushSummary summary = new PushSummary();
    summary.received(recording, video, audio);

    assertThat(summary.complete()).as(summary.describe()).isTrue();
    assertThat(puller.video().packets()).isEqualTo(video.packets());
    assertThat(puller.audio().packets()).isEqualTo(audio.packets());
    assertThat(puller.video().fallingDts() + puller.audio().fallingDts()).isZero();
    assertThat((Double) summary.figures().get("av_skew_p99_ms")).isLessThan(MAX_SKEW_SECONDS * 1e3);
    requireTimesOf(frameTimes(clip), frameTimes(recording));
    double ssim = ssim(recording, clip);
    System.out.printf(
        Locale.ROOT,
        "%s: %d frames sent, %s received, %s decoded; skew p99 %s ms, falling dts %s, SSIM %.4f%n",
        clip.getFileName(),
        video.packets(),
        summary.figures().get("video_frames_received"),
        summary.figures().get("video_frames_decoded"),
        summary.figures().get("av_skew_p99_ms"),
        summary.figures().get("falling_dts"),
        ssim);
    assertThat(ssim).isGreaterThanOrEqualTo(0.95);
    return recording;
  }

  /** What the push has kept of its one rung. */
  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  /** The pictures are as far apart as they were. */
  private static void requireTimesOf(List<Double> source, List<Double> arrived) {
    assertThat(arrived).hasSameSizeAs(source);
    for (int i = 0; i < source.size(); i++) {
      assertThat(arrived.get(i) - arrived.get(0))
          .as("picture " + i)
          .isCloseTo(source.get(i) - source.get(0), within(RTMP_UNIT_SECONDS));
    }
  }

  private static List<Double> frameTimes(Path file) {
    List<Double> times = new ArrayList<>();
    try (MediaInput input = MediaInput.open(file);
        var frames = input.videoFrames()) {
      for (VideoFrame frame : frames) {
        times.add(frame.pts().toSeconds());
      }
    }
    return times;
  }

  /** The likeness of the pictures, in their order, whatever their times. */
  private static double ssim(Path pulled, Path source) {
    String inOrder = "settb=1/25,setpts=N,format=yuv420p";
    List<String> arguments = new ArrayList<>(List.of("-hide_banner", "-i", pulled.toString()));
    if (sizeOf(pulled).equals(sizeOf(source))) {
      arguments.add("-noautorotate");
    }
    arguments.addAll(List.of("-i", source.toString(), "-lavfi"));
    arguments.add("[0:v]" + inOrder + "[a];[1:v]" + inOrder + "[b];[a][b]ssim");
    arguments.addAll(List.of("-f", "null", "-"));
    String said = FFmpegProgram.ffmpeg().run(arguments.toArray(String[]::new)).errors();
    Matcher matcher = SSIM.matcher(said);
    assertThat(matcher.find()).as(said).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private static String sizeOf(Path file) {
    try (MediaInput input = MediaInput.open(file)) {
      VideoStream video = input.bestVideo();
      return video.format().width() + "x" + video.format().height();
    }
  }
}
