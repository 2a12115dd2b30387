package io.av4j.codec;

import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Settings of any audio encoder. Plain data.
 *
 * @param encoder FFmpeg's name, for example {@code aac}, {@code libopus}, {@code flac}; the name of
 *     a codec, for example {@code opus}, stands for {@link EncoderSupport#best the best encoder} of
 *     it that this FFmpeg has
 * @param format what every frame must be; where its layout is a number of channels alone, the usual
 *     layout of so many is taken
 * @param options FFmpeg options by name
 */
public record AudioEncoderSettings(String encoder, AudioFormat format, Map<String, String> options)
    implements EncoderSettings<AudioFrame>, Serializable {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the encoder has no name
   */
  public AudioEncoderSettings {
    Objects.requireNonNull(format, "format");
    if (encoder.isBlank()) {
      throw new IllegalArgumentException("an encoder needs a name");
    }
    // As the ffmpeg program guesses: a plain WAV tells how many channels there are, not which.
    format = format.withLayout(format.layout().orUsual());
    options = EncoderOptions.copy(options);
  }

  /** Settings without options. */
  public static AudioEncoderSettings of(String encoder, AudioFormat format) {
    return new AudioEncoderSettings(encoder, format, Map.of());
  }

  /**
   * Settings at a bit rate, with the samples, the sample rate and the channels nearest to these
   * that the encoder takes ({@link EncoderSupport#nearest(String, AudioFormat)}).
   *
   * @param encoder FFmpeg's name of it, or of a codec
   * @param sampleRate in Hz
   * @param channels how many; the sound becomes fewer where the encoder does not take as many
   * @param bitsPerSecond of all channels together; lossless encoders do not heed it
   * @throws io.av4j.UnsupportedMediaException if this FFmpeg has no such encoder
   * @throws IllegalArgumentException if a number is out of range, or the encoder not one of sound
   */
  public static AudioEncoderSettings of(
      String encoder, int sampleRate, int channels, long bitsPerSecond) {
    RateBounds.bits(bitsPerSecond, "bit rate");
    AudioFormat wanted =
        new AudioFormat(sampleRate, SampleFormat.FLTP, ChannelLayout.ofChannels(channels));
    return of(encoder, EncoderSupport.nearest(encoder, wanted))
        .withOption("b", Long.toString(bitsPerSecond));
  }

  /** These settings for another encoder, which must know the options. */
  public AudioEncoderSettings withEncoder(String name) {
    return new AudioEncoderSettings(name, format, options);
  }

  /** These settings with one more option. */
  public AudioEncoderSettings withOption(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(name, value);
    return new AudioEncoderSettings(encoder, format, more);
  }
}
