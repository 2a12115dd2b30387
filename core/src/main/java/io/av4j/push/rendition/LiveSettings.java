package io.av4j.push.rendition;

import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.EncoderSupport;
import io.av4j.codec.EncoderTraits;
import io.av4j.codec.EncoderTraits.Ability;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import io.av4j.push.plan.AudioEncoding;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.time.Rational;
import java.util.List;
import java.util.Map;

/** What the encodings of a plan are as settings of encoders that work in real time. */
final class LiveSettings {
  // For sources that do not say how many they have: a keyframe too many does less harm.
  private static final double UNKNOWN_FRAME_RATE = 60;

  private LiveSettings() {}

  /**
   * The settings of a video encoder, by its own name. What the encoding's options say wins.
   *
   * @param frameRate of the source, which the frames have where the encoding does not say; 0/1
   *     where unknown
   * @throws io.av4j.UnsupportedMediaException if this FFmpeg has no such encoder
   */
  static VideoEncoderSettings of(VideoEncoding encoding, Rational frameRate) {
    VideoEncoderSettings settings =
        encoding.settings().withEncoder(EncoderSupport.best(encoding.encoder()));
    if (!settings.format().frameRate().isSet()) {
      settings = settings.withFormat(settings.format().withFrameRate(frameRate));
    }
    EncoderTraits traits = EncoderTraits.of(settings.encoder());
    settings = settings.withDefaults(traits.liveDefaults());
    // Others are asked for keyframes by time, whatever the frame rate is just then.
    return traits.can(Ability.FORCED_KEY_FRAMES)
        ? settings
        : settings.withDefaults(
            Map.of("g", Long.toString(frames(encoding, settings.format().frameRate()))));
  }

  private static long frames(VideoEncoding encoding, Rational frameRate) {
    double rate = frameRate.isSet() ? frameRate.toDouble() : UNKNOWN_FRAME_RATE;
    return Math.max(1, Math.round(rate * encoding.keyFrameInterval().toNanos() / 1e9));
  }

  /**
   * The settings of an audio encoder, by its own name, in the first sample format that it takes.
   *
   * @throws io.av4j.UnsupportedMediaException if this FFmpeg has no such encoder
   */
  static AudioEncoderSettings of(AudioEncoding encoding) {
    String encoder = EncoderSupport.best(encoding.encoder());
    List<SampleFormat> taken = EncoderSupport.sampleFormats(encoder);
    AudioFormat format =
        new AudioFormat(
            encoding.sampleRate(),
            taken.isEmpty() || taken.contains(SampleFormat.FLTP) ? SampleFormat.FLTP : taken.get(0),
            ChannelLayout.ofChannels(encoding.channels()));
    return AudioEncoderSettings.of(encoder, format)
        .withOption("b", Integer.toString(encoding.bitsPerSecond()));
  }
}
