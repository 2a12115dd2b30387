package io.av4j.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.UnsupportedMediaException;
import io.av4j.codec.AacSettings;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Decoder;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.X264Settings;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.Probed;
import io.av4j.testing.ShapedClip;
import io.av4j.testing.TestMedia;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MediaOutputTest {
  private static final Path CLIP = TestMedia.clip("flash_vfr_360p.mp4");

  @TempDir private Path folder;

  /** Who is refused a sound and goes on without it has a file all the same. */
  @Test
  void aRefusedSoundLeavesNoTrackBehind() {
    Path out = folder.resolve("silent.flv");
    AudioFormat sound = new AudioFormat(48_000, SampleFormat.S16, ChannelLayout.STEREO);
    try (Encoder<AudioFrame> pcm =
            Encoder.openAudio(AudioEncoderSettings.of("pcm_s16le", sound), HeaderPlacement.GLOBAL);
        CodecParameters refused = CodecParameters.of(pcm);
        MediaInput input = MediaInput.open(CLIP);
        CodecParameters picture = input.bestVideo().parameters();
        MediaOutput output = MediaOutput.create(out)) {
      assertThatThrownBy(() -> output.addTrack(refused))
          .isInstanceOf(UnsupportedMediaException.class)
          .hasMessageContaining("48000");
      input.pump(input.bestVideo().to(output.addTrack(picture)));
      output.finish();
    }
    try (MediaInput input = MediaInput.open(out)) {
      assertThat(input.streams()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"out.mp4", "out.mkv", "out.flv", "out.ts", "out.mov"})
  void everyContainerHoldsWhatWasEncoded(String name) {
    Path out = folder.resolve(name);
    encode(out);
    // Each frame once, nothing to complain about, by FFmpeg's own programs.
    FFmpegProgram.Result probed =
        FFmpegProgram.ffprobe()
            .run(
                "-v",
                "error",
                "-count_frames",
                "-show_entries",
                "stream=codec_name,nb_read_frames",
                "-of",
                "csv=p=0",
                out.toString());
    assertThat(probed.errors()).isBlank();
    assertThat(probed.output().lines().distinct().toList().subList(0, 2))
        .contains("h264,111")
        .anyMatch(line -> line.startsWith("aac,"));
  }

  private static void encode(Path out) {
    try (MediaInput input = MediaInput.open(CLIP);
        Decoder<VideoFrame> video = input.bestVideo().openDecoder();
        Decoder<AudioFrame> audio = input.bestAudio().openDecoder();
        MediaOutput output = MediaOutput.create(out)) {
      VideoFormat small = input.bestVideo().format().withSize(160, 90);
      Sink<VideoFrame> pictures =
          output.addVideo(
              X264Settings.of(small)
                  .preset("ultrafast")
                  .timeBase(input.bestVideo().timeBase())
                  .build());
      Sink<AudioFrame> sound = output.addAudio(AacSettings.of(input.bestAudio().format()).build());
      input.pump(
          input.bestVideo().to(video.into(pictures)), input.bestAudio().to(audio.into(sound)));
      output.finish();
      assertThat(output.statistics()).extracting(TrackStatistics::packets).contains(111L);
      assertThat(output.statistics())
          .extracting(TrackStatistics::repairedTimestamps)
          .containsOnly(0L);
      assertThat(output.bytesWritten()).isPositive();
    }
  }

  /** As in the README's first example. */
  @Test
  void aPortraitInALandscapeTellsItsShape() {
    Path out = folder.resolve("shaped.mp4");
    try (MediaInput input = MediaInput.open(ShapedClip.PORTRAIT.make(folder));
        Decoder<VideoFrame> video = input.bestVideo().openDecoder();
        MediaOutput output = MediaOutput.create(out)) {
      VideoFormat format = input.bestVideo().format().withSize(640, 360);
      input.pump(
          input
              .bestVideo()
              .to(
                  video.into(
                      output.addVideo(X264Settings.of(format).preset("ultrafast").build()))));
    }
    assertThat(Probed.pixelShape(out)).isEqualTo("81:256");
  }

  @Test
  void closingWithoutFinishLosesNothing() {
    Path out = folder.resolve("closed.mp4");
    try (MediaInput input = MediaInput.open(CLIP);
        Decoder<VideoFrame> video = input.bestVideo().openDecoder();
        MediaOutput output = MediaOutput.create(out)) {
      Sink<VideoFrame> pictures =
          output.addVideo(X264Settings.of(input.bestVideo().format()).preset("ultrafast").build());
      // Without their end: frames are left in the encoder for close to drain.
      Sink<VideoFrame> open = frame -> pictures.accept(frame);
      input.pump(input.bestVideo().to(video.into(open)));
    }
    try (MediaInput made = MediaInput.open(out)) {
      assertThat(made.bestVideo().frameCount()).hasValue(111);
    }
  }

  @Test
  void metadataAndChaptersAreTakenOver() {
    Path out = folder.resolve("described.mkv");
    try (MediaInput input = MediaInput.open(TestMedia.clip("subtitles_chapters.mkv"))) {
      try (MediaOutput output = MediaOutput.create(out)) {
        output.describeAs(input);
        List<Route> routes =
            input.streams().stream().map(stream -> stream.to(output.addCopy(stream))).toList();
        input.pump(routes.toArray(Route[]::new));
      }
      try (MediaInput made = MediaInput.open(out)) {
        assertThat(made.metadata()).containsEntry("title", input.metadata().get("title"));
        assertThat(made.chapters()).isEqualTo(input.chapters());
        assertThat(made.streams()).hasSameSizeAs(input.streams());
        assertThat(made.stream(2).metadata()).containsEntry("language", "eng");
      }
    }
  }

  @Test
  void whatAContainerCannotCarryIsRefused() {
    try (MediaInput input = MediaInput.open(TestMedia.clip("subtitles_chapters.mkv"));
        MediaOutput output = MediaOutput.create(folder.resolve("out.flv"))) {
      assertThat(output.carries("h264")).isTrue();
      assertThat(output.carries("subrip")).isFalse();
      assertThatThrownBy(() -> output.addCopy(input.stream(2)))
          .isInstanceOf(UnsupportedMediaException.class)
          .hasMessageContaining("subrip");
    }
  }

  @Test
  void aNameWithoutAContainerIsRefusedBeforeTheFileIsTouched() throws Exception {
    Path out = Files.writeString(folder.resolve("precious.txt"), "precious");
    assertThatThrownBy(() -> MediaOutput.create(out))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("precious.txt");
    assertThat(Files.readString(out)).isEqualTo("precious");
  }
}
