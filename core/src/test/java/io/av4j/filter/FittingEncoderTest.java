package io.av4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.codec.AacSettings;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.RateControl;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.codec.X264Settings;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FittingEncoderTest {
  private static final Rational TICK = new Rational(1, 25);
  private static final VideoFormat FORMAT =
      VideoFormat.of(160, 90, PixelFormat.YUV420P).withFrameRate(TICK.invert());
  private static final VideoEncoderSettings QUICK =
      X264Settings.of(FORMAT).preset("ultrafast").build();

  /** The times of the keyframes among pictures that change their size on the way. */
  private static List<Long> keyFrames(FittingEncoder encoder, int pictures, int requestAt) {
    TreeSet<Long> keys = new TreeSet<>();
    for (int i = 0; i < pictures; i++) {
      VideoFormat format = i < 20 ? FORMAT.withSize(320, 180) : FORMAT.withSize(90, 160);
      try (VideoFrame frame = VideoFrame.allocate(format)) {
        frame.copyFrom(new byte[frame.packedSize()]);
        frame.setPts(new Timestamp(i, TICK));
        if (i == requestAt) {
          encoder.requestKeyFrame();
        }
        encoder.feed(frame, packet -> note(packet, keys));
      }
    }
    encoder.flush(packet -> note(packet, keys));
    return List.copyOf(keys);
  }

  private static void note(Packet packet, Set<Long> keys) {
    if (packet.keyFrame()) {
      keys.add(packet.pts().value());
    }
  }

  @Test
  void keyframesComeAtEveryMultipleOfTheIntervalAndWhereAskedFor() {
    try (FittingEncoder encoder =
        FittingEncoder.video(
            QUICK, Fit.LETTERBOX, Duration.ofMillis(500), HeaderPlacement.IN_BAND)) {
      // 0.5 s are twelve and a half pictures.
      assertThat(keyFrames(encoder, 60, 31)).containsExactly(0L, 13L, 25L, 31L, 38L, 50L);
    }
  }

  @Test
  void theSettingsOwnOptionsWin() {
    try (FittingEncoder encoder =
        FittingEncoder.video(
            QUICK.withOption("g", "10"), Fit.CROP, Duration.ofSeconds(1), HeaderPlacement.GLOBAL)) {
      assertThat(keyFrames(encoder, 40, -1)).containsExactly(0L, 10L, 20L, 25L, 35L);
    }
    try (FittingEncoder encoder =
        FittingEncoder.video(
            QUICK.withOption("g", "15"), Fit.STRETCH, null, HeaderPlacement.GLOBAL)) {
      assertThat(keyFrames(encoder, 40, -1)).containsExactly(0L, 15L, 30L);
    }
  }

  private static Rational announced(VideoFormat format, Fit fit) {
    AVCodecParameters struct = avcodec.avcodec_parameters_alloc();
    try (FittingEncoder encoder =
            FittingEncoder.video(QUICK.withFormat(format), fit, null, HeaderPlacement.GLOBAL);
        CodecParameters parameters = encoder.parameters()) {
      parameters.writeTo(struct);
      return Rational.orUnset(
          struct.sample_aspect_ratio().num(), struct.sample_aspect_ratio().den());
    } finally {
      avcodec.avcodec_parameters_free(struct);
    }
  }

  @Test
  void theShapeOfThePixelsIsAnnounced() {
    Rational square = new Rational(1, 1);
    assertThat(announced(FORMAT, Fit.LETTERBOX)).isEqualTo(square);
    assertThat(announced(FORMAT, Fit.CROP)).isEqualTo(square);
    assertThat(announced(FORMAT, Fit.STRETCH)).isEqualTo(Rational.UNSET);
    Rational given = new Rational(4, 3);
    for (Fit fit : Fit.values()) {
      assertThat(announced(FORMAT.withSampleAspectRatio(given), fit)).isEqualTo(given);
    }
  }

  @Test
  void theBitRateChangesWhereTheEncoderCan() {
    VideoEncoderSettings capped =
        QUICK.withRateControl(new RateControl.Capped(200_000, 200_000, 200_000));
    try (FittingEncoder can =
            FittingEncoder.video(capped, Fit.LETTERBOX, null, HeaderPlacement.GLOBAL);
        FittingEncoder cannot =
            FittingEncoder.video(QUICK, Fit.LETTERBOX, null, HeaderPlacement.GLOBAL)) {
      assertThat(can.canChangeBitRate()).isTrue();
      can.changeBitRate(100_000);
      assertThat(can.encoder().pointer().bit_rate()).isEqualTo(100_000);
      assertThat(cannot.canChangeBitRate()).isFalse();
      assertThatThrownBy(() -> cannot.changeBitRate(1)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void whatDoesNotOpenLeavesNothing() {
    assertThatThrownBy(
            () ->
                FittingEncoder.video(
                    QUICK.withOption("nosuchoption", "1"),
                    Fit.CROP,
                    Duration.ofSeconds(1),
                    HeaderPlacement.GLOBAL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                FittingEncoder.video(QUICK, Fit.CROP, Duration.ofNanos(10), HeaderPlacement.GLOBAL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void soundOfAnyKindIsEncoded() {
    AudioFormat wanted = new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.STEREO);
    AudioFormat given = new AudioFormat(44_100, SampleFormat.S16, ChannelLayout.MONO);
    List<Long> durations = new ArrayList<>();
    try (AudioFittingEncoder encoder =
            AudioFittingEncoder.audio(AacSettings.of(wanted).build(), HeaderPlacement.GLOBAL);
        CodecParameters parameters = encoder.parameters();
        AudioFrame frame = AudioFrame.allocate(given, 4410)) {
      assertThat(parameters.codec()).isEqualTo("aac");
      frame.copyFrom(new byte[frame.packedSize()]);
      for (int i = 0; i < 10; i++) {
        frame.setPts(new Timestamp(i * 4410L, new Rational(1, 44_100)));
        encoder.feed(frame, packet -> durations.add(packet.duration().value()));
      }
      encoder.flush(packet -> durations.add(packet.duration().value()));
    }
    // A second in frames of 1024 samples, the last one shorter, and the encoder's delay.
    assertThat(durations).hasSize(48);
  }
}
