package io.av4j.codec;

import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
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
 * @param format what every frame must be
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
    options = EncoderOptions.copy(options);
  }

  /** Settings without options. */
  public static AudioEncoderSettings of(String encoder, AudioFormat format) {
    return new AudioEncoderSettings(encoder, format, Map.of());
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
