package io.av4j.codec;

import io.av4j.frame.Frame;
import java.util.Map;

/**
 * Which encoder, for what format, with which options. Plain data: made here, usable elsewhere.
 *
 * <p>The typed builders ({@link X264Settings}, {@link AacSettings}) refuse what their encoder would
 * ignore; the records can be filled by hand for any other encoder.
 *
 * @param <F> what the encoder takes
 */
public sealed interface EncoderSettings<F extends Frame>
    permits VideoEncoderSettings, AudioEncoderSettings {

  /** FFmpeg's name of the encoder, for example {@code libx264}, or of a codec. */
  String encoder();

  /** FFmpeg options of the encoder by name; one that it does not know is refused when it opens. */
  Map<String, String> options();
}
