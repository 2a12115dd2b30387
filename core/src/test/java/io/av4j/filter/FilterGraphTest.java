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
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drawbox=x=10:y=10:w=100:h=40:color=red@0.5:t=fill",
        "scale=640:-2,hflip",
        "crop=3000:2000",
        "[in]split[a][b];[b]scale=iw/4:-2[c];[a][c]overlay=10:10[out]",
        "color=red:size=16x16[box];[in][box]overlay",
        "tinterlace=merge"
      })
  void aRightDescriptionIsFoundRight(String filters) {
    FilterGraph.check(filters);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nosuchfilter | nosuchfilter",
        "scale=foo=bar | foo",
        "scale=-5:0:x | x",
        "scale=640:-2,, | filter",
        "drawtext=text=hello | font",
        "anull | is not pictures",
        "showwavespic | is not pictures",
        "[a][b]overlay | one input",
        "split | one output",
        "nullsink | one output",
        "testsrc2 | one input",
        "[a]hflip | [a]",
        "hflip[b] | [b]",
        "kerndeint | does not survive",
        "' ' | needs a description"
      })
  void aWrongDescriptionIsRefusedWithoutAPicture(String filters, String why) {
    assertThatThrownBy(() -> FilterGraph.check(filters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
    // What is refused would not have worked.
    if (!filters.isBlank()) {
      try (FilterGraph graph = FilterGraph.video(filters);
          VideoFrame frame = VideoFrame.allocate(VideoFormat.of(64, 48, PixelFormat.YUV420P))) {
        frame.setPts(new Timestamp(0, TICK));
        assertThatThrownBy(() -> graph.feed(frame, filtered -> {}))
            .isInstanceOf(MediaException.class);
      }
    }
  }

  /** Size, format and the shape of pixels: the graph is made anew, and what it makes is right. */
  @Test
  void aFilterThatChangesTheSizeTakesPicturesOfAnyKind() {
    Rational square = new Rational(1, 1);
    Rational wide = new Rational(4, 3);
    List<VideoFormat> given =
        List.of(
            VideoFormat.of(64, 48, PixelFormat.YUV420P),
            VideoFormat.of(96, 48, PixelFormat.YUV420P),
            VideoFormat.of(96, 48, PixelFormat.YUV420P10LE),
            VideoFormat.of(96, 48, PixelFormat.YUV420P10LE).withSampleAspectRatio(wide),
            VideoFormat.of(96, 48, PixelFormat.RGB24).withSampleAspectRatio(square));
    List<VideoFormat> made = new ArrayList<>();
    List<Timestamp> times = new ArrayList<>();
    try (FilterGraph graph = FilterGraph.video("scale=iw/2:-2,drawbox=color=red")) {
      for (int i = 0; i < 2 * given.size(); i++) {
        try (VideoFrame frame = VideoFrame.allocate(given.get(i / 2))) {
          frame.setPts(new Timestamp(i, TICK));
          graph.feed(
              frame,
              filtered -> {
                made.add(filtered.format());
                times.add(filtered.pts());
              });
        }
      }
      graph.flush(filtered -> made.add(filtered.format()));
    }
    assertThat(made).hasSize(2 * given.size());
    assertThat(times).isSorted();
    for (int i = 0; i < made.size(); i++) {
      VideoFormat from = given.get(i / 2);
      assertThat(made.get(i).width()).isEqualTo(from.width() / 2);
      assertThat(made.get(i).height()).isEqualTo(24);
      assertThat(made.get(i).sampleAspectRatio()).isEqualTo(from.sampleAspectRatio());
    }
  }
}
