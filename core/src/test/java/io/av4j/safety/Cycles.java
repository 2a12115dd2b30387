package io.av4j.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.FFmpeg;
import io.av4j.codec.AacSettings;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.X264Settings;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Scenario;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Opens and closes everything again and again, and looks at the memory of the process. */
public final class Cycles implements Supplier<Map<String, Scenario>> {
  private static final int CYCLES = Integer.getInteger("av4j.safety.cycles", 300);
  private static final int WARM_UP = CYCLES / 3;
  private static final long MOST_GROWTH_KIB = 12 << 10;
  private static final VideoFormat SMALL =
      VideoFormat.of(64, 48, PixelFormat.YUV420P).withFrameRate(new Rational(30, 1));

  @Override
  public Map<String, Scenario> get() {
    return Map.of("cycles", Cycles::run);
  }

  private static void run() throws IOException {
    Path file = Files.createTempFile("av4j-cycle", ".mp4");
    List<Long> sizes = new ArrayList<>();
    try {
      for (int i = 0; i < CYCLES; i++) {
        cycle(file, i % 5 == 4);
        assertThat(FFmpeg.openNativeObjects()).isEmpty();
        if (i % 10 == 0) {
          System.gc();
          sizes.add(residentKib());
        }
      }
    } finally {
      Files.delete(file);
    }
    // The smallest of a few, for the heap breathes.
    long before = smallest(sizes.subList(WARM_UP / 10, WARM_UP / 10 + 5));
    long after = smallest(sizes.subList(sizes.size() - 5, sizes.size()));
    System.out.println(
        "= cycles: "
            + CYCLES
            + ", resident "
            + before
            + " KiB after warming up, "
            + after
            + " KiB at the end, of all: "
            + sizes);
    assertThat(after - before).as("growth in KiB").isLessThan(MOST_GROWTH_KIB);
  }

  private static long smallest(List<Long> sizes) {
    return sizes.stream().mapToLong(Long::longValue).min().orElseThrow();
  }

  private static void cycle(Path file, boolean breaksOff) {
    DecoderOptions oneThread = DecoderOptions.DEFAULT.withThreads(1);
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
        Decoder<VideoFrame> video = input.bestVideo().openDecoder(oneThread);
        Decoder<AudioFrame> audio = input.bestAudio().openDecoder(oneThread);
        MediaOutput output = MediaOutput.create(file)) {
      Sink<VideoFrame> pictures =
          output.addVideo(X264Settings.of(SMALL).preset("ultrafast").threads(1).build());
      Sink<AudioFrame> sound = output.addAudio(AacSettings.of(input.bestAudio().format()).build());
      int[] left = {20};
      input.pumpWhile(
          () -> left[0]-- > 0,
          input.bestVideo().to(video.into(pictures)),
          input.bestAudio().to(audio.into(sound)));
      if (breaksOff) {
        output.cancel();
      }
    }
  }

  private static long residentKib() throws IOException {
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
    return Long.parseLong(pages[1]) * 4;
  }
}
