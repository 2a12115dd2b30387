package io.av4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaIoException;
import io.av4j.codec.AacSettings;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.codec.X264Settings;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.OutputOptions;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.Probed;
import io.av4j.testing.ShapedClip;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against the ffmpeg program, and what it does when it is trimmed, looped, stopped or broken. */
@Timeout(60)
class TranscodeTest {
  private static final Path CLIP = TestMedia.clip("flash_720p.ts");

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeftRunning() {
    Threads.awaitNone("transcode");
  }

  private static VideoEncoderSettings quick(MediaInput input) {
    return quick(input.bestVideo().format().withSize(320, 180));
  }

  private static VideoEncoderSettings quick(VideoFormat format) {
    return X264Settings.of(format).preset("ultrafast").build();
  }

  /** The packets of a file, by the ffprobe program. */
  private static String packets(Path file) {
    return FFmpegProgram.ffprobe()
        .run(
            "-v",
            "error",
            "-show_entries",
            "packet=stream_index,pts,dts,duration,size,flags",
            "-of",
            "csv",
            file.toString())
        .output();
  }

  private static long count(String packets, int stream) {
    return packets.lines().filter(line -> line.startsWith("packet," + stream + ",")).count();
  }

  @Test
  void severalOutputsGetWhatTheFfmpegProgramGivesThem() {
    Path both = folder.resolve("both.mp4");
    Path picture = folder.resolve("picture.mkv");
    Path copied = folder.resolve("copied.flv");
    try (MediaInput input = MediaInput.open(CLIP);
        MediaOutput a = MediaOutput.create(both);
        MediaOutput b = MediaOutput.create(picture);
        MediaOutput c = MediaOutput.create(copied);
        Transcode transcode = Transcode.of(input)) {
      transcode
          .video(input.bestVideo(), a, quick(input))
          .audio(input.bestAudio(), a, AacSettings.of(input.bestAudio().format()).build())
          .video(input.bestVideo(), b, quick(input))
          .copy(input.bestVideo(), c)
          .copy(input.bestAudio(), c);
      transcode.run();
      PipelineProgress progress = transcode.progress();
      assertThat(progress.outputs()).hasSize(3);
      assertThat(progress.outputs().get(0).frames().orElseThrow())
          .isEqualTo(count(packets(both), 0));
      assertThat(progress.outputs().get(2).dropped()).isEmpty();
      // The muxer writes a few bytes twice.
      assertThat(progress.outputs().get(0).bytes().orElseThrow())
          .isBetween(both.toFile().length(), both.toFile().length() + 64);
    }
    Path expected = folder.resolve("expected.mp4");
    FFmpegProgram.ffmpeg()
        .run(
            "-v",
            "error",
            "-i",
            CLIP.toString(),
            "-vf",
            "scale=320:180",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-c:a",
            "aac",
            expected.toString());
    assertThat(packets(both)).isEqualTo(packets(expected));
    assertThat(count(packets(picture), 0)).isEqualTo(count(packets(both), 0));
    assertThat(count(packets(copied), 0)).isEqualTo(count(packets(CLIP), 0));
    assertThat(count(packets(copied), 1)).isEqualTo(count(packets(CLIP), 1));
  }

  /** Also where the format was asked of the stream, which does not know yet that it is turned. */
  @ParameterizedTest
  @EnumSource(ShapedClip.class)
  void aPortraitInALandscapeTellsItsShape(ShapedClip shape) {
    Path out = folder.resolve("out.mp4");
    Path unknown = folder.resolve("unknown.mp4");
    Path told = folder.resolve("told.mp4");
    try (MediaInput input = MediaInput.open(shape.make(folder));
        MediaOutput a = MediaOutput.create(out);
        MediaOutput b = MediaOutput.create(unknown);
        MediaOutput c = MediaOutput.create(told);
        Transcode transcode = Transcode.of(input)) {
      VideoFormat format = input.bestVideo().format().withSize(640, 360);
      transcode
          .video(input.bestVideo(), a, quick(format))
          .video(input.bestVideo(), b, quick(format.withSampleAspectRatio(Rational.UNSET)))
          .video(input.bestVideo(), c, quick(format.withSampleAspectRatio(new Rational(7, 5))));
      transcode.run();
    }
    assertThat(Probed.pixelShape(out)).isEqualTo("81:256");
    assertThat(Probed.pixelShape(unknown)).isEqualTo("81:256");
    assertThat(Probed.pixelShape(told)).isEqualTo("7:5");
  }

  private static List<Double> times(Path file) {
    List<Double> all = new ArrayList<>();
    try (MediaInput input = MediaInput.open(file);
        FrameReader<VideoFrame> frames = input.videoFrames()) {
      for (VideoFrame frame : frames) {
        all.add(frame.pts().toSeconds());
      }
    }
    return all;
  }

  private Path transcode(ReadOptions options) {
    Path out = folder.resolve("out.mkv");
    try (MediaInput input = MediaInput.open(CLIP);
        MediaOutput output = MediaOutput.create(out);
        Transcode transcode = Transcode.of(input, options)) {
      transcode
          .video(input.bestVideo(), output, quick(input))
          .audio(input.bestAudio(), output, AacSettings.of(input.bestAudio().format()).build());
      transcode.run();
    }
    return out;
  }

  @Test
  void aPartBeginsAndEndsAtItsPictures() {
    List<Double> all = times(CLIP);
    Timestamp from = Timestamp.ofMicros(1_015_000);
    Timestamp to = Timestamp.ofMicros(2_215_000);
    // The encoder keeps time in whole pictures.
    List<Double> wanted =
        all.stream()
            .map(t -> t - start(CLIP))
            .filter(t -> t >= from.toSeconds() && t < to.toSeconds())
            .map(t -> t - from.toSeconds())
            .toList();
    List<Double> got = times(transcode(ReadOptions.DEFAULT.between(from, to)));
    assertThat(got).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(got.get(i)).isCloseTo(wanted.get(i), org.assertj.core.data.Offset.offset(0.0175));
    }
  }

  private static double start(Path file) {
    try (MediaInput input = MediaInput.open(file)) {
      return input.startTime().toSeconds();
    }
  }

  @Test
  void roundsFollowEachOtherWithoutGapOrOverlap() {
    int once = times(CLIP).size();
    List<Double> got = times(transcode(ReadOptions.DEFAULT.withRounds(3)));
    assertThat(got).hasSize(3 * once);
    for (int i = 1; i < got.size(); i++) {
      assertThat(got.get(i) - got.get(i - 1)).isBetween(0.005, 0.2);
    }
    List<Double> part =
        times(
            transcode(
                ReadOptions.DEFAULT
                    .between(Timestamp.ofMicros(500_000), Timestamp.ofMicros(1_500_000))
                    .withRounds(2)));
    assertThat(part.get(part.size() - 1)).isBetween(1.9, 2.0);
  }

  @Test
  void stopFinishesTheFileAndCancelDoesNot() {
    Path out = folder.resolve("endless.mkv");
    try (MediaInput input = MediaInput.open(CLIP);
        MediaOutput output = MediaOutput.create(out);
        Transcode transcode = Transcode.of(input, ReadOptions.DEFAULT.withRounds(0))) {
      transcode.video(input.bestVideo(), output, quick(input));
      transcode.start();
      while (transcode.progress().outputs().get(0).frames().orElse(0) < 100) {
        assertThat(transcode.await(Duration.ofMillis(10))).isFalse();
      }
      transcode.stop();
      transcode.await();
      assertThat(times(out))
          .hasSize((int) transcode.progress().outputs().get(0).frames().orElseThrow());
    }
    try (MediaInput input = MediaInput.open(CLIP);
        MediaOutput output = MediaOutput.create(folder.resolve("cut.mkv"));
        Transcode transcode = Transcode.of(input, ReadOptions.DEFAULT.withRounds(0))) {
      transcode.video(input.bestVideo(), output, quick(input));
      transcode.start();
      transcode.cancel();
      assertThatThrownBy(transcode::await).isInstanceOf(CancellationException.class);
    }
  }

  /** A connection that breaks is like any failure: it ends all, and nothing stays open. */
  @Test
  void aFailingOutputEndsTheOthers() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        MediaInput input = MediaInput.open(CLIP);
        MediaOutput good = MediaOutput.create(folder.resolve("good.mkv"));
        MediaOutput broken =
            MediaOutput.create(
                "tcp://127.0.0.1:" + server.getLocalPort(),
                OutputOptions.DEFAULT.withFormat("mpegts"));
        Transcode transcode = Transcode.of(input, ReadOptions.DEFAULT.withRounds(0))) {
      transcode.copy(input.bestVideo(), good).copy(input.bestVideo(), broken);
      transcode.start();
      try (Socket peer = server.accept()) {
        // On a busy machine the other output may not have begun yet.
        while (Files.size(folder.resolve("good.mkv")) == 0) {
          peer.getInputStream().readNBytes(10_000);
        }
        peer.setSoLinger(true, 0);
      }
      assertThatThrownBy(transcode::await).isInstanceOf(MediaIoException.class);
    }
    assertThat(times(folder.resolve("good.mkv"))).isNotEmpty();
  }

  @Test
  void nothingToDoIsAnError() {
    try (MediaInput input = MediaInput.open(CLIP);
        Transcode transcode = Transcode.of(input)) {
      assertThatThrownBy(transcode::start).isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> ReadOptions.DEFAULT.withRounds(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> ReadOptions.DEFAULT.between(Timestamp.ofMicros(2), Timestamp.ofMicros(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
