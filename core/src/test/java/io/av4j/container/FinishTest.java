package io.av4j.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.X264Settings;
import io.av4j.flow.Sink;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FinishTest {
  private static final VideoFormat FORMAT =
      VideoFormat.of(64, 48, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));

  @TempDir Path folder;

  /** The encoder holds all of them until it is told that no more come. */
  @Test
  void closeWritesMediaThatIsAllInsideTheEncoder() {
    Path file = folder.resolve("short.mp4");
    try (MediaOutput output = MediaOutput.create(file);
        VideoFrame frame = VideoFrame.allocate(FORMAT)) {
      Sink<VideoFrame> track = output.addVideo(X264Settings.of(FORMAT).build());
      for (int i = 0; i < 5; i++) {
        frame.setPts(new Timestamp(i, FORMAT.frameRate().invert()));
        track.accept(frame);
      }
    }
    int count = 0;
    try (MediaInput input = MediaInput.open(file);
        FrameReader<VideoFrame> frames = input.videoFrames()) {
      while (frames.next() != null) {
        count++;
      }
    }
    assertThat(count).isEqualTo(5);
  }
}
