package io.av4j.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.av4j.FFmpeg;
import io.av4j.UnsupportedMediaException;
import io.av4j.codec.EncoderTraits.Ability;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.VideoFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the table says of each encoder, against the encoder. */
@Timeout(120)
class EncoderTraitsTest {
  private static final int RATE = 400_000;
  private static final List<RateControl> CONTROLS =
      List.of(
          new RateControl.Quality(30),
          new RateControl.CappedQuality(30, 2 * RATE, RATE),
          new RateControl.Average(RATE),
          new RateControl.Capped(RATE, RATE, RATE),
          new RateControl.Constant(RATE),
          new RateControl.Quantizer(20));

  private static final ColorProperties FULL_RANGE =
      new ColorProperties("pc", "unknown", "unknown", "unknown", "unspecified");

  static Stream<String> all() {
    return EncoderTable.rows().map(row -> row.traits().encoder());
  }

  /** The video encoders that run on any machine. */
  static Stream<String> software() {
    FFmpeg.require();
    return EncoderTable.rows()
        .map(EncoderEntry::traits)
        .filter(traits -> !traits.hardware())
        .map(EncoderTraits::encoder)
        .filter(name -> !name.equals("libx264rgb"))
        .filter(
            name -> {
              AVCodec codec = avcodec.avcodec_find_encoder_by_name(name);
              return codec != null && codec.type() == avutil.AVMEDIA_TYPE_VIDEO;
            });
  }

  private static VideoEncoderSettings live(String encoder) {
    EncoderTraits traits = EncoderTraits.of(encoder);
    VideoFormat format = CodedClip.format(320, 180);
    if (encoder.equals("mjpeg")) {
      format = format.withColor(FULL_RANGE);
    }
    return VideoEncoderSettings.of(encoder, format).withDefaults(traits.liveDefaults());
  }

  private static List<RateControl> controls(String encoder) {
    List<RateControl> taken = new ArrayList<>();
    for (RateControl control : CONTROLS) {
      try {
        EncoderTraits.of(encoder).options(control);
        taken.add(control);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining(encoder).hasMessageContaining("it has");
      }
    }
    return taken;
  }

  /** Names and values of options, as far as this FFmpeg has the encoder. */
  @ParameterizedTest
  @MethodSource("all")
  void theEncoderKnowsTheOptions(String encoder) {
    FFmpeg.require();
    AVCodec codec = avcodec.avcodec_find_encoder_by_name(encoder);
    assumeThat(codec).isNotNull();
    EncoderTraits traits = EncoderTraits.of(encoder);
    AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
    try {
      List<Map<String, String>> sets = new ArrayList<>();
      sets.add(traits.forcedKeyFramesOnly());
      sets.add(traits.liveDefaults());
      controls(encoder).forEach(control -> sets.add(traits.options(control)));
      if (traits.can(Ability.LOSSLESS)) {
        sets.add(traits.options(new RateControl.Quantizer(0)));
      }
      for (Map<String, String> set : sets) {
        set.forEach(
            (name, value) ->
                assertThat(avutil.av_opt_set(context, name, value, avutil.AV_OPT_SEARCH_CHILDREN))
                    .as(name + "=" + value)
                    .isNotNegative());
      }
    } finally {
      avcodec.avcodec_free_context(context);
    }
    assertThat(avcodec.avcodec_get_name(codec.id()).getString()).isEqualTo(traits.codec());
  }

  @ParameterizedTest
  @MethodSource("software")
  void keyframesLieWhereTheyAreForced(String encoder) {
    EncoderTraits traits = EncoderTraits.of(encoder);
    assertThat(traits.can(Ability.FORCED_KEY_FRAMES)).isTrue();
    VideoEncoderSettings settings = live(encoder).withOverrides(traits.forcedKeyFramesOnly());
    for (RateControl control : controls(encoder)) {
      if (control instanceof RateControl.Average && encoder.equals("libvpx-vp9")) {
        continue; // the exception that the table tells of
      }
      try (CodedClip clip =
          CodedClip.encode(settings.withRateControl(control), 50, Set.of(7, 33))) {
        if (traits.can(Ability.NO_OTHER_KEY_FRAMES)) {
          assertThat(clip.keyFrames()).as("%s", control).containsExactly(0, 7, 33);
        } else {
          assertThat(clip.keyFrames()).as("%s", control).contains(0, 7, 33);
        }
        requireClosed(clip, control);
      }
    }
  }

  /** Decoding from a forced keyframe on gives what decoding from the start gives. */
  private static void requireClosed(CodedClip clip, RateControl control) {
    int key = 0;
    while (!clip.packets().get(key).keyFrame() || CodedClip.number(clip.packets().get(key)) < 33) {
      key++;
    }
    Set<Packet> tail = Set.copyOf(clip.packets().subList(key, clip.packets().size()));
    Map<Integer, Integer> whole = clip.decode(packet -> true);
    Map<Integer, Integer> part = clip.decode(tail::contains);
    whole.keySet().removeIf(number -> number < 33);
    assertThat(part).as("%s", control).isEqualTo(whole);
  }

  @ParameterizedTest
  @MethodSource("software")
  void whatIsCappedStaysBelow(String encoder) {
    assumeThat(EncoderTraits.of(encoder).can(Ability.CAPPED_RATE)).isTrue();
    VideoEncoderSettings settings =
        live(encoder).withRateControl(new RateControl.Capped(RATE, RATE, RATE));
    try (CodedClip clip = CodedClip.encode(settings, 200, Set.of())) {
      // Eight seconds, and a buffer of one.
      assertThat(clip.bitsPerSecond()).isLessThan(RATE * 9 / 8.0);
    }
  }

  @ParameterizedTest
  @MethodSource("software")
  void aSettingThatTheEncoderHasChangesWhatItMakes(String encoder) {
    for (RateControl control : controls(encoder)) {
      RateControl other =
          control.bitsPerSecond().isPresent()
              ? control.withBitsPerSecond(3L * RATE)
              : control instanceof RateControl.Quantizer
                  ? new RateControl.Quantizer(5)
                  : control instanceof RateControl.Quality
                      ? new RateControl.Quality(10)
                      : new RateControl.CappedQuality(10, 20L * RATE, 20L * RATE);
      try (CodedClip worse =
              CodedClip.encode(live(encoder).withRateControl(control), 50, Set.of());
          CodedClip better = CodedClip.encode(live(encoder).withRateControl(other), 50, Set.of())) {
        assertThat(better.bitsPerSecond())
            .as(control + " and " + other)
            .isGreaterThan(1.2 * worse.bitsPerSecond());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("software")
  void losslessIsLossless(String encoder) {
    assumeThat(EncoderTraits.of(encoder).can(Ability.LOSSLESS)).isTrue();
    VideoEncoderSettings settings = live(encoder).withRateControl(new RateControl.Quantizer(0));
    int[] same = {0};
    try (CodedClip clip = CodedClip.encode(settings, 5, Set.of())) {
      clip.decodeTo(
          packet -> true,
          (number, samples) -> {
            byte[] original = CodedClip.samples(samples.length, settings.format().width(), number);
            same[0] += Arrays.equals(samples, original) ? 1 : 0;
          });
    }
    assertThat(same[0]).isEqualTo(5);
  }

  @Test
  void whatAnEncoderHasNotIsRefusedWithWhatItHas() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Encoder.openVideo(
                    live("libopenh264").withRateControl(new RateControl.Quality(20)),
                    HeaderPlacement.GLOBAL))
        .withMessage("libopenh264 cannot do Quality[crf=20.0]; it has Average, Capped, Constant");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EncoderTraits.of("libsvtav1").options(new RateControl.Quality(64)))
        .withMessageContaining("Quality 1 to 63");
  }

  @Test
  void ofAnUnknownEncoderTheCautiousIsSaid() {
    EncoderTraits traits = EncoderTraits.of("h264_of_next_year");
    assertThat(traits.abilities()).isEmpty();
    assertThat(traits.codec()).isNull();
    assertThat(traits.shortestSide()).isEqualTo(1);
    assertThat(traits.liveDefaults()).isEmpty();
    assertThat(traits.options(new RateControl.Capped(3, 4, 5)))
        .isEqualTo(Map.of("b", "3", "maxrate", "4", "bufsize", "5"));
  }

  @Test
  void theLimitsOfTheEncodersHold() {
    assertThatThrownBy(
            () ->
                Encoder.openVideo(
                    VideoEncoderSettings.of("libsvtav1", CodedClip.format(64, 30)),
                    HeaderPlacement.GLOBAL))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessage("libsvtav1 takes no pictures with a side below 32, not 30");
  }

  @Test
  void theUsersOptionsWinOverTheRateControls() {
    VideoEncoderSettings settings =
        live("libx264")
            .withRateControl(new RateControl.Constant(RATE))
            .withOption("x264-params", "filler=0");
    try (CodedClip clip = CodedClip.encode(settings.withOption("crf", "51"), 10, Set.of())) {
      assertThat(clip.encoder().settings().options()).containsEntry("x264-params", "filler=0");
    }
  }

  @Test
  void theBitRateOfACappedX264CanBeChanged() {
    VideoEncoderSettings settings = live("libx264");
    assertThat(canChange(settings.withRateControl(new RateControl.Capped(RATE, RATE, RATE))))
        .isTrue();
    assertThat(canChange(settings.withRateControl(new RateControl.Constant(RATE)))).isTrue();
    assertThat(canChange(settings.withRateControl(new RateControl.Average(RATE)))).isFalse();
    assertThat(canChange(settings.withRateControl(new RateControl.CappedQuality(20, RATE, RATE))))
        .isFalse();
    assertThat(canChange(settings)).isFalse();
    assertThat(
            canChange(
                live("libopenh264").withRateControl(new RateControl.Capped(RATE, RATE, RATE))))
        .isFalse();
  }

  private static boolean canChange(VideoEncoderSettings settings) {
    try (Encoder<?> encoder = Encoder.openVideo(settings, HeaderPlacement.GLOBAL)) {
      if (encoder.canChangeBitRate()) {
        encoder.changeBitRate(RATE / 2);
        assertThat(encoder.pointer().rc_max_rate()).isEqualTo(RATE / 2);
        assertThat(encoder.pointer().rc_buffer_size()).isEqualTo(RATE / 2);
      }
      assertThatIllegalArgumentException().isThrownBy(() -> encoder.changeBitRate(0));
      return encoder.canChangeBitRate();
    }
  }
}
