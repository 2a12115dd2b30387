package io.av4j.codec;

import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Settings of any audio encoder.
 *
 * @param encoder FFmpeg's name, for example {@code aac}, {@code libopus}, {@code flac}
 * @param format what every frame must be
 * @param options FFmpeg options by name
 */
public record AudioEncoderSettings(String encoder, AudioFormat format, Map<String, String> options)
    implements EncoderSettings<AudioFrame> {

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
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** Settings without options. */
  public static AudioEncoderSettings of(String encoder, AudioFormat format) {
    return new AudioEncoderSettings(encoder, format, Map.of());
  }

  /** These settings with one more option. */
  public AudioEncoderSettings withOption(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(name, value);
    return new AudioEncoderSettings(encoder, format, more);
  }
}
