package io.av4j.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.frame.AudioFormat;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.time.Rational;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsSerializationTest {
  private static final VideoFormat FORMAT =
      VideoFormat.of(1280, 720, PixelFormat.NV12)
          .withFrameRate(new Rational(30_000, 1001))
          .withSampleAspectRatio(new Rational(4, 3))
          .withColor(new ColorProperties("tv", "bt709", "bt709", "bt709", "left"));

  static Stream<Serializable> plainData() {
    AudioFormat sound = new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.STEREO);
    VideoEncoderSettings video =
        VideoEncoderSettings.of("libx265", FORMAT)
            .withOption("preset", "fast")
            .withOption("x265-params", "scenecut=0")
            .withTimeBase(new Rational(1, 1000));
    return Stream.of(
        FORMAT,
        sound,
        new Rational(1, 90_000),
        ChannelLayout.MONO,
        SampleFormat.S16,
        PixelFormat.YUV420P,
        ColorProperties.UNKNOWN,
        AudioEncoderSettings.of("libopus", sound).withOption("b", "96000"),
        AacSettings.of(sound).bitsPerSecond(128_000).build(),
        video,
        video.withRateControl(new RateControl.Quality(22.5)),
        video.withRateControl(new RateControl.CappedQuality(22.5, 4_000_000, 8_000_000)),
        video.withRateControl(new RateControl.Average(2_000_000)),
        video.withRateControl(new RateControl.Capped(2_000_000, 3_000_000, 4_000_000)),
        video.withRateControl(new RateControl.Constant(2_000_000)),
        video.withRateControl(new RateControl.Quantizer(20)));
  }

  @ParameterizedTest
  @MethodSource("plainData")
  void whatWasWrittenIsEqualToWhatIsRead(Serializable value) throws Exception {
    Object read = roundTrip(value);
    assertThat(read).isEqualTo(value).hasSameHashCodeAs(value).hasToString(value.toString());
  }

  @Test
  void settingsAreEqualWhereverTheirOptionsCameFrom() throws Exception {
    Map<String, String> mine = new HashMap<>(Map.of("preset", "fast", "tune", "film"));
    VideoEncoderSettings settings =
        new VideoEncoderSettings("libx264", FORMAT, new Rational(1, 1000), mine);
    VideoEncoderSettings same =
        new VideoEncoderSettings("libx264", FORMAT, new Rational(1, 1000), new TreeMap<>(mine));
    assertThat(settings).isEqualTo(same).hasSameHashCodeAs(same);
    mine.put("preset", "slow");
    assertThat(settings).isEqualTo(same);
    assertThat(roundTrip(settings)).isEqualTo(same);
  }

  private static Object roundTrip(Serializable value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }
}
