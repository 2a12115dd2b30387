package io.av4j.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.UnsupportedMediaException;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import io.av4j.testing.ForkedJvm;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderSupportTest {
  @ParameterizedTest
  @CsvSource({
    "h264, libx264",
    "hevc, libx265",
    "av1, libsvtav1",
    "vp9, libvpx-vp9",
    "vp8, libvpx",
    "opus, libopus",
    "mp3, libmp3lame",
    "aac, aac",
    "mpeg4, mpeg4",
    "flv1, flv",
    "prores, prores",
    "dca, dca",
    "libopenh264, libopenh264",
    "libaom-av1, libaom-av1"
  })
  void ofACodecTheBestEncoderIsTaken(String asked, String best) {
    assertThat(EncoderSupport.best(asked)).isEqualTo(best);
    assertThat(EncoderTraits.of(asked)).isEqualTo(EncoderTraits.of(best));
  }

  @Test
  void ofACodecWithoutARowFFmpegsOwnChoiceIsTaken() {
    assertThat(EncoderSupport.best("dts")).isEqualTo("dca");
  }

  @Test
  void whatThereIsNotIsSaid() {
    assertThatThrownBy(() -> EncoderSupport.best("h266"))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("no encoder h266");
    assertThatThrownBy(() -> EncoderSupport.best("libx266"))
        .isInstanceOf(UnsupportedMediaException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> EncoderSupport.sampleFormats("h264"));
  }

  @Test
  void anEncoderSaysWhichItIs() {
    VideoEncoderSettings settings = VideoEncoderSettings.of("h264", CodedClip.format(64, 48));
    try (Encoder<?> encoder = Encoder.openVideo(settings, HeaderPlacement.GLOBAL)) {
      assertThat(encoder.settings()).isEqualTo(settings.withEncoder("libx264"));
    }
  }

  @Test
  void anExperimentIsAnsweredToWhoAsksForIt() {
    AudioFormat format = new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.STEREO);
    AudioEncoderSettings settings =
        AudioEncoderSettings.of("opus", format).withOption("strict", "experimental");
    try (Encoder<?> encoder = Encoder.openAudio(settings, HeaderPlacement.GLOBAL)) {
      assertThat(encoder.settings().encoder()).isEqualTo("opus");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "aac, 44100, 2, FLTP, 44100, stereo",
    "aac, 46000, 1, FLTP, 48000, mono",
    "aac, 192000, 2, FLTP, 96000, stereo",
    "libopus, 44100, 2, FLT, 48000, stereo",
    "opus, 22050, 2, FLT, 24000, stereo",
    "libmp3lame, 48000, 6, FLTP, 48000, stereo",
    "flac, 44100, 2, S32, 44100, stereo",
    "ac3, 96000, 6, FLTP, 48000, 5.1",
    "mp2, 44100, 6, S16, 44100, stereo",
    "pcm_s16le, 11025, 3, S16, 11025, 2.1"
  })
  void soundIsFittedToTheEncoder(
      String encoder, int rate, int channels, SampleFormat samples, int taken, String layout) {
    AudioEncoderSettings settings = AudioEncoderSettings.of(encoder, rate, channels, 64_000);
    assertThat(settings.format())
        .isEqualTo(new AudioFormat(taken, samples, ChannelLayout.of(layout)));
    try (Encoder<?> open = Encoder.openAudio(settings, HeaderPlacement.GLOBAL)) {
      assertThat(open.settings().encoder()).isEqualTo(EncoderSupport.best(encoder));
      assertThat(open.settings().options()).containsEntry("b", "64000");
    }
  }

  /** The LGPL natives, which win where the extension is said to be empty. */
  @TestFactory
  Stream<DynamicTest> withTheLgplNatives() {
    return ForkedJvm.tests(
        LgplNatives.class, Duration.ofSeconds(60), "-Dorg.bytedeco.javacpp.platform.extension=");
  }
}
