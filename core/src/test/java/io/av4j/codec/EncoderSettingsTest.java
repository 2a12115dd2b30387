package io.av4j.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.av4j.frame.AudioFormat;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.time.Rational;
import org.junit.jupiter.api.Test;

class EncoderSettingsTest {
  private static final VideoFormat HD =
      VideoFormat.of(1280, 720, PixelFormat.YUV420P).withFrameRate(new Rational(30, 1));

  @Test
  void x264BecomesFfmpegsOptions() {
    VideoEncoderSettings settings =
        X264Settings.of(HD)
            .bitsPerSecond(2_500_000)
            .maxBitsPerSecond(3_000_000)
            .bufferBits(5_000_000)
            .preset("veryfast")
            .tune("zerolatency")
            .profile("high")
            .gop(60)
            .bFrames(0)
            .threads(2)
            .build();
    assertThat(settings.encoder()).isEqualTo("libx264");
    assertThat(settings.timeBase()).isEqualTo(new Rational(1, 30));
    assertThat(settings.rateControl())
        .isEqualTo(new RateControl.Capped(2_500_000, 3_000_000, 5_000_000));
    assertThat(settings.options())
        .containsEntry("preset", "veryfast")
        .containsEntry("tune", "zerolatency")
        .containsEntry("profile", "high")
        .containsEntry("g", "60")
        .containsEntry("bf", "0")
        .containsEntry("threads", "2");
  }

  @Test
  void x264sRateControlIsAValue() {
    assertThat(X264Settings.of(HD).build().rateControl()).isNull();
    assertThat(X264Settings.of(HD).crf(20).build().rateControl())
        .isEqualTo(new RateControl.Quality(20));
    assertThat(X264Settings.of(HD).bitsPerSecond(5).build().rateControl())
        .isEqualTo(new RateControl.Average(5));
    assertThat(X264Settings.of(HD).maxBitsPerSecond(5).bufferBits(6).build().rateControl())
        .isEqualTo(new RateControl.CappedQuality(23, 5, 6));
    assertThat(X264Settings.of(HD).crf(0).build().rateControl())
        .isEqualTo(new RateControl.Quality(0));
  }

  @Test
  void whatX264WouldIgnoreIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> X264Settings.of(HD).crf(20).bitsPerSecond(1_000_000).build())
        .withMessageContaining("not both");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> X264Settings.of(HD).crf(20).maxBitsPerSecond(1_000_000).build())
        .withMessageContaining("bufsize");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> X264Settings.of(HD).bufferBits(1_000_000).build())
        .withMessageContaining("maxrate");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                X264Settings.of(HD)
                    .bitsPerSecond(2_000_000)
                    .maxBitsPerSecond(1_000_000)
                    .bufferBits(1_000_000)
                    .build());
    assertThatIllegalArgumentException().isThrownBy(() -> X264Settings.of(HD).preset("warp"));
    assertThatIllegalArgumentException().isThrownBy(() -> X264Settings.of(HD).tune("vmaf"));
    assertThatIllegalArgumentException().isThrownBy(() -> X264Settings.of(HD).profile("ultra"));
    assertThatIllegalArgumentException().isThrownBy(() -> X264Settings.of(HD).crf(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> X264Settings.of(HD).crf(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> X264Settings.of(HD).gop(0));
  }

  @Test
  void videoWithoutARateCountsInMpegsUnit() {
    VideoFormat still = VideoFormat.of(64, 48, PixelFormat.YUV420P);
    assertThat(X264Settings.of(still).build().timeBase()).isEqualTo(new Rational(1, 90_000));
  }

  @Test
  void aacTakesTheNearestRateItHas() {
    AudioFormat odd = new AudioFormat(46_000, SampleFormat.S16, ChannelLayout.STEREO);
    AudioFormat taken = AacSettings.of(odd).build().format();
    assertThat(taken.sampleRate()).isEqualTo(48_000);
    assertThat(taken.sampleFormat()).isEqualTo(SampleFormat.FLTP);
    assertThat(AacSettings.of(odd.withSampleRate(192_000)).build().format().sampleRate())
        .isEqualTo(96_000);
  }

  @Test
  void whatAacCannotCarryIsRefused() {
    AudioFormat mono = new AudioFormat(8_000, SampleFormat.FLTP, ChannelLayout.MONO);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AacSettings.of(mono).bitsPerSecond(128_000).build())
        .withMessageContaining("48000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AacSettings.of(mono).sampleRate(47_999))
        .withMessageContaining("47999");
    assertThatIllegalArgumentException().isThrownBy(() -> AacSettings.of(mono).bitsPerSecond(10));
  }
}
