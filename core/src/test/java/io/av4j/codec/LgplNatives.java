package io.av4j.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.FFmpeg;
import io.av4j.UnsupportedMediaException;
import io.av4j.testing.Scenario;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What there is without x264 and x265. */
public final class LgplNatives implements Supplier<Map<String, Scenario>> {
  @Override
  public Map<String, Scenario> get() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    all.put("h264 is libopenh264", LgplNatives::h264);
    all.put("hevc is missing", LgplNatives::hevc);
    all.put("the others are the same", LgplNatives::others);
    return all;
  }

  private static void h264() {
    FFmpeg.require();
    assertThat(EncoderSupport.best("h264")).isEqualTo("libopenh264");
    VideoEncoderSettings settings =
        VideoEncoderSettings.of("h264", CodedClip.format(160, 96))
            .withRateControl(new RateControl.Capped(300_000, 300_000, 300_000))
            .withDefaults(EncoderTraits.of("h264").forcedKeyFramesOnly());
    try (CodedClip clip = CodedClip.encode(settings, 10, Set.of(4))) {
      assertThat(clip.encoder().settings().encoder()).isEqualTo("libopenh264");
      assertThat(clip.keyFrames()).contains(0, 4);
    }
    assertThatThrownBy(() -> EncoderSupport.best("libx264"))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("libx264")
        .hasMessageContaining("ffmpeg-platform-gpl");
  }

  private static void hevc() {
    assertThatThrownBy(() -> EncoderSupport.best("hevc"))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("hevc")
        .hasMessageContaining("libx265")
        .hasMessageContaining("ffmpeg-platform-gpl");
  }

  private static void others() {
    assertThat(EncoderSupport.best("av1")).isEqualTo("libsvtav1");
    assertThat(EncoderSupport.best("vp9")).isEqualTo("libvpx-vp9");
    assertThat(EncoderSupport.best("aac")).isEqualTo("aac");
    assertThat(EncoderSupport.best("opus")).isEqualTo("libopus");
  }
}
