package io.av4j.codec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How a decoder works.
 *
 * @param threads threads of the codec; 0 lets FFmpeg choose by the number of cores
 * @param corruptPolicy what happens to data that cannot be decoded
 * @param options further FFmpeg options by name; one that the decoder does not know is refused
 */
public record DecoderOptions(
    int threads, CorruptPolicy corruptPolicy, Map<String, String> options) {
  /** As many threads as cores; undecodable data throws. */
  public static final DecoderOptions DEFAULT = new DecoderOptions(0, CorruptPolicy.FAIL, Map.of());

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if threads is not 0 to 1024
   */
  public DecoderOptions {
    Objects.requireNonNull(corruptPolicy, "corruptPolicy");
    if (threads < 0 || threads > 1024) {
      throw new IllegalArgumentException("threads must be 0 to 1024: " + threads);
    }
    options = Map.copyOf(options);
  }

  /** These options with another number of threads. */
  public DecoderOptions withThreads(int number) {
    return new DecoderOptions(number, corruptPolicy, options);
  }

  /** These options with another policy. */
  public DecoderOptions withCorruptPolicy(CorruptPolicy policy) {
    return new DecoderOptions(threads, policy, options);
  }

  /** These options and one more of FFmpeg's. */
  public DecoderOptions withOption(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(name, value);
    return new DecoderOptions(threads, corruptPolicy, more);
  }
}
