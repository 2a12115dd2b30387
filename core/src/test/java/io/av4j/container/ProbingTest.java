package io.av4j.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.flow.Sink;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.log.FFmpegLog;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of an input that no decoder has looked into. */
@Timeout(60)
class ProbingTest {
  private static final InputOptions BY_CONTAINER =
      InputOptions.DEFAULT.withProbing(Probing.CONTAINER);
  private static final int FLV_HEADER = 13;
  private static final int TAG_HEADER = 11;
  private static final int SCRIPT = 18;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flash_1080p30.mp4",
        "flash_baseline.flv",
        "flash_hevc10_720p.mp4",
        "flash_vfr_360p.mp4",
        "beep_aac.m4a"
      })
  void mp4AndFlvAreOpenedWithoutADecoder(String clip) {
    long mark = FFmpegLog.mark();
    try (MediaInput bare = MediaInput.open(TestMedia.clip(clip), BY_CONTAINER)) {
      assertThat(FFmpegLog.since(mark, 0)).as("errors").isEmpty();
      bare.findVideo().ifPresent(video -> assertThat(video.hasFormat()).isFalse());
      requirePacketsAsProbed(TestMedia.clip(clip), bare);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"flash_720p.ts", "subtitles_chapters.mkv", "flash_vp9_360p.webm"})
  void othersAreProbedAsEver(String clip) {
    try (MediaInput bare = MediaInput.open(TestMedia.clip(clip), BY_CONTAINER)) {
      assertThat(bare.bestVideo().hasFormat()).isTrue();
      requirePacketsAsProbed(TestMedia.clip(clip), bare);
    }
  }

  @Test
  void anFlvThatDoesNotSayItsSizeIsProbedAfterAll() throws Exception {
    Path flv = folder.resolve("h263.flv");
    VideoFormat format =
        VideoFormat.of(64, 48, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));
    try (MediaOutput output = MediaOutput.create(flv);
        VideoFrame frame = VideoFrame.allocate(format)) {
      // A decoder alone reads its size.
      Sink<VideoFrame> track = output.addVideo(VideoEncoderSettings.of("flv", format));
      output.start();
      for (int i = 0; i < 30; i++) {
        frame.setPts(new Timestamp(i, new Rational(1, 25)));
        track.accept(frame);
      }
      track.end();
      output.finish();
    }
    requireSize(Files.write(flv, withoutScripts(flv)), 64);
  }

  @Test
  void anH264ThatDoesNotSayItsSizeIsParsed() throws Exception {
    Path clip = TestMedia.clip("flash_baseline.flv");
    try (MediaInput probed = MediaInput.open(clip)) {
      Path mute = Files.write(folder.resolve("mute.flv"), withoutScripts(clip));
      requireSize(mute, probed.bestVideo().format().width());
    }
  }

  private static void requireSize(Path flv, int width) {
    try (MediaInput input = MediaInput.open(flv, BY_CONTAINER)) {
      int index = input.bestVideo().index();
      assertThat(input.pointer().streams(index).codecpar().width()).isEqualTo(width);
      requirePacketsAsProbed(flv, input);
    }
  }

  @Test
  void theCallersOwnWishIsRespected() {
    InputOptions own = BY_CONTAINER.withOption("codec_whitelist", "h264");
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_1080p30.mp4"), own)) {
      assertThat(input.bestVideo().hasFormat()).isTrue();
    }
  }

  /** What a copy needs: the same best streams, headers, rates, and times of packets. */
  private static void requirePacketsAsProbed(Path clip, MediaInput bare) {
    try (MediaInput probed = MediaInput.open(clip)) {
      assertThat(bare.findVideo().map(MediaStream::index))
          .isEqualTo(probed.findVideo().map(MediaStream::index));
      assertThat(bare.findAudio().map(MediaStream::index))
          .isEqualTo(probed.findAudio().map(MediaStream::index));
      for (MediaStream stream : probed.streams()) {
        MediaStream other = bare.stream(stream.index());
        assertThat(other.codec()).isEqualTo(stream.codec());
        assertThat(other.extradataSize()).isEqualTo(stream.extradataSize());
        assertThat(other.timeBase()).isEqualTo(stream.timeBase());
      }
      bare.findVideo()
          .ifPresent(
              video ->
                  assertThat(video.averageFrameRate())
                      .isEqualTo(probed.bestVideo().averageFrameRate()));
      List<MediaStream> copied = new ArrayList<>();
      bare.findVideo().ifPresent(copied::add);
      bare.findAudio().ifPresent(copied::add);
      for (MediaStream stream : copied) {
        try (CodecParameters parameters = stream.parameters()) {
          assertThat(parameters.codec()).isEqualTo(stream.codec());
        }
      }
      assertThat(packets(bare)).isEqualTo(packets(probed));
    }
  }

  private static List<String> packets(MediaInput input) {
    List<String> all = new ArrayList<>();
    while (input.read(packet -> all.add(times(packet)))) {
      // Each read adds its packet.
    }
    return all;
  }

  private static String times(Packet packet) {
    return packet.streamIndex() + " " + packet.pts() + " " + packet.dts() + " " + packet.size();
  }

  /** The clip without the tags that tell of sizes and rates. */
  private static byte[] withoutScripts(Path clip) throws Exception {
    byte[] flv = Files.readAllBytes(clip);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(flv, 0, FLV_HEADER);
    int at = FLV_HEADER;
    while (at + TAG_HEADER < flv.length) {
      int size = (flv[at + 1] & 255) << 16 | (flv[at + 2] & 255) << 8 | (flv[at + 3] & 255);
      int whole = TAG_HEADER + size + 4;
      if (flv[at] != SCRIPT && at + whole <= flv.length) {
        out.write(flv, at, whole);
      }
      at += whole;
    }
    return out.toByteArray();
  }
}
