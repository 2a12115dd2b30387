package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.RateControl;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.time.Rational;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the encoding options of Push mean. */
class PushEncodingTest {
  private static final VideoFormat SOURCE =
      VideoFormat.of(1280, 720, PixelFormat.YUV420P).withFrameRate(Rational.of(25));

  private final EncodingOptions options = new EncodingOptions();
  private final PushEncoding encoding = new PushEncoding(options);

  private VideoEncoding only(VideoFormat source) {
    return encoding.video(encoding.onlyRung(source), source, true);
  }

  private RateControl rate() {
    return only(SOURCE).settings().rateControl();
  }

  @Test
  void theUsualRateIsByTheHeight() {
    assertThat(rate()).isEqualTo(new RateControl.Capped(2_500_000, 2_500_000, 2_500_000));
    assertThat(only(SOURCE.withSize(640, 358)).bitsPerSecond()).hasValue(400_000);
  }

  @Test
  void theRateIsAsAskedFor() {
    options.videoBitrate = "1M";
    assertThat(rate()).isEqualTo(new RateControl.Capped(1_000_000, 1_000_000, 1_000_000));
    options.maxrate = "1500k";
    assertThat(rate()).isEqualTo(new RateControl.Capped(1_000_000, 1_500_000, 1_500_000));
    options.bufsize = "3M";
    assertThat(rate()).isEqualTo(new RateControl.Capped(1_000_000, 1_500_000, 3_000_000));
    options.videoBitrate = null;
    assertThat(rate()).isEqualTo(new RateControl.Capped(1_500_000, 1_500_000, 3_000_000));
  }

  @Test
  void aQualityMayBeCapped() {
    options.crf = 20.0;
    assertThat(rate()).isEqualTo(new RateControl.Quality(20));
    options.maxrate = "2M";
    assertThat(rate()).isEqualTo(new RateControl.CappedQuality(20, 2_000_000, 2_000_000));
    options.bufsize = "4M";
    assertThat(rate()).isEqualTo(new RateControl.CappedQuality(20, 2_000_000, 4_000_000));
  }

  /** As wide as it is shown, and even. */
  @ParameterizedTest
  @CsvSource({
    "1280, 720, 0/1, 1280, 720",
    "720, 576, 16/15, 768, 576",
    "853, 479, 1/1, 854, 480",
    "1080, 1920, 1/1, 1080, 1920",
    "1, 1, 0/1, 2, 2"
  })
  void theSizeIsTheSources(int width, int height, String aspect, int shown, int high) {
    VideoFormat source =
        SOURCE.withSize(width, height).withSampleAspectRatio(Rational.parse(aspect));
    VideoEncoding made = only(source);
    assertThat(made.width()).isEqualTo(shown);
    assertThat(made.height()).isEqualTo(high);
  }

  @Test
  void aRungKeepsTheShape() {
    VideoFormat source = SOURCE.withSize(720, 576).withSampleAspectRatio(Rational.of(16, 15));
    VideoEncoding made = encoding.video(Rung.parse("288p:500k"), source, false);
    assertThat(made.width()).isEqualTo(384);
    assertThat(made.height()).isEqualTo(288);
    assertThat(made.bitsPerSecond()).hasValue(500_000);
  }

  @Test
  void keyframesAreByTheFrameRate() {
    assertThat(only(SOURCE).keyFrameInterval()).isEqualTo(Duration.ofSeconds(2));
    options.gop = 50;
    assertThat(only(SOURCE).keyFrameInterval()).isEqualTo(Duration.ofSeconds(2));
    options.fps = "10";
    assertThat(only(SOURCE).keyFrameInterval()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void theEncodersOptionsArePassedOn() {
    options.preset = "slow";
    options.tune = "film";
    options.profile = "high";
    options.threads = 3;
    assertThat(only(SOURCE).settings().options())
        .containsEntry("preset", "slow")
        .containsEntry("tune", "film")
        .containsEntry("profile", "high")
        .containsEntry("threads", "3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"libx264", "h264_nvenc", "libx265", "h264"})
  void anyEncoderWillDo(String name) {
    options.videoCodec = name;
    assertThat(only(SOURCE).encoder()).isEqualTo(name);
    assertThat(only(SOURCE).bitsPerSecond()).hasValue(2_500_000);
  }

  @Test
  void opusIsAt48Kilohertz() {
    assertThat(encoding.audio(44_100).sampleRate()).isEqualTo(44_100);
    assertThat(encoding.audio(48_000).sampleRate()).isEqualTo(48_000);
    assertThat(encoding.audio(22_050).sampleRate()).isEqualTo(44_100);
    options.audioCodec = "libopus";
    assertThat(encoding.audio(44_100).sampleRate()).isEqualTo(48_000);
  }
}
