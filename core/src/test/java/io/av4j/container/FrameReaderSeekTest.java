package io.av4j.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.frame.VideoFrame;
import io.av4j.testing.TestMedia;
import io.av4j.time.Timestamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A seek gives the picture that is shown then, wherever the reader was before. */
@Timeout(60)
class FrameReaderSeekTest {
  private static final long SEED = Long.getLong("av4j.seed", 5);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flash_vfr_360p.mp4",
        "flash_720p.ts",
        "flash_baseline.flv",
        "subtitles_chapters.mkv",
        "flash_vp9_360p.webm"
      })
  void thePictureShownThen(String name) {
    System.out.println("FrameReaderSeekTest seed " + SEED);
    Path clip = TestMedia.clip(name);
    List<Long> all = new ArrayList<>();
    try (MediaInput input = MediaInput.open(clip);
        FrameReader<VideoFrame> frames = input.videoFrames()) {
      for (VideoFrame frame : frames) {
        all.add(frame.pts().toMicros());
      }
    }
    long first = all.get(0);
    long last = all.get(all.size() - 1);
    Random random = new Random(SEED);
    try (MediaInput input = MediaInput.open(clip);
        FrameReader<VideoFrame> frames = input.videoFrames()) {
      long time = first;
      for (int i = 0; i < 60; i++) {
        // Mostly ahead, in steps from below a picture's length to a second, at times anywhere.
        time =
            random.nextInt(8) == 0 || time > last
                ? first + (long) (random.nextDouble() * (last - first))
                : time + (1L << random.nextInt(20));
        frames.seek(Timestamp.ofMicros(time));
        VideoFrame frame = frames.next();
        long wanted = first;
        for (long pts : all) {
          wanted = pts <= time ? pts : wanted;
        }
        assertThat(frame.pts().toMicros()).as("seek to %d", time).isEqualTo(wanted);
      }
    }
  }
}
