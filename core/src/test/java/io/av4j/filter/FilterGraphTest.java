package io.av4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaException;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FilterGraphTest {
  private static final Rational TICK = new Rational(1, 25);

  @ParameterizedTest
  @ValueSource(
      strings = {"transpose=clock", "hflip,vflip", "crop=320:180:10:20,negate", "tinterlace=merge"})
  void samePicturesAsTheFfmpegProgram(String filters, @TempDir Path folder) throws IOException {
    Path raw = folder.resolve("oracle.raw");
    Path clip = TestMedia.clip("video_only_360p.mp4");
    FFmpegProgram.ffmpeg()
        .run(
            "-v",
            "error",
            "-i",
            clip.toString(),
            "-vf",
            filters,
            "-frames:v",
            "10",
            "-fps_mode",
            "passthrough",
            "-f",
            "rawvideo",
            raw.toString());
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    int[] count = {0};
    try (MediaInput input = MediaInput.open(clip);
        FrameReader<VideoFrame> frames = input.videoFrames();
        FilterGraph graph = FilterGraph.video(filters)) {
      for (VideoFrame frame : frames) {
        graph.feed(
            frame,
            filtered -> {
              if (count[0]++ < 10) {
                byte[] picture = new byte[filtered.packedSize()];
                filtered.copyTo(picture);
                ours.writeBytes(picture);
              }
            });
      }
    }
    assertThat(ours.toByteArray()).isEqualTo(Files.readAllBytes(raw));
  }

  @Test
  void thePicturesMayChangeOnTheWay() {
    List<Integer> widths = new ArrayList<>();
    try (FilterGraph graph = FilterGraph.video("transpose=clock")) {
      for (int i = 0; i < 4; i++) {
        VideoFormat format = VideoFormat.of(64, i < 2 ? 32 : 48, PixelFormat.YUV420P);
        try (VideoFrame frame = VideoFrame.allocate(format)) {
          frame.setPts(new Timestamp(i, TICK));
          graph.feed(frame, filtered -> widths.add(filtered.width()));
        }
      }
      graph.flush(filtered -> widths.add(filtered.width()));
    }
    assertThat(widths).containsExactly(32, 32, 48, 48);
  }

  @Test
  void whatAFilterHoldsComesWithTheFlush() {
    List<Timestamp> times = new ArrayList<>();
    try (FilterGraph graph = FilterGraph.video("reverse");
        VideoFrame frame = VideoFrame.allocate(VideoFormat.of(64, 48, PixelFormat.YUV420P))) {
      for (int i = 0; i < 3; i++) {
        frame.setPts(new Timestamp(i, TICK));
        graph.feed(frame, filtered -> times.add(filtered.pts()));
      }
      assertThat(times).isEmpty();
      graph.flush(filtered -> times.add(filtered.pts()));
    }
    assertThat(times).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nosuchfilter", "scale=foo=bar", "anull", "[a][b]overlay", "scale=-5:0:x"})
  void aGraphThatCannotBeMadeSaysWhy(String filters) {
    try (FilterGraph graph = FilterGraph.video(filters);
        VideoFrame frame = VideoFrame.allocate(VideoFormat.of(64, 48, PixelFormat.YUV420P))) {
      frame.setPts(new Timestamp(0, TICK));
      assertThatThrownBy(() -> graph.feed(frame, filtered -> {}))
          .isInstanceOf(MediaException.class)
          .hasMessageContaining("filter " + filters);
      // It can be asked again, with the same answer.
      assertThatThrownBy(() -> graph.feed(frame, filtered -> {}))
          .isInstanceOf(MediaException.class);
    }
  }
}
