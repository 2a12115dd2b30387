package io.av4j.container;

import io.av4j.CancelToken;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an output is opened and written.
 *
 * <p>A server called through TLS ({@code rtmps}, {@code https}, {@code tls}) has to show a
 * certificate for its name that the JVM trusts. The option {@code ca_file} names a PEM file of
 * other certificates to trust, {@code tls_verify=0} trusts everybody. FFmpeg does not compare
 * certificates with numeric addresses, so these need a {@code ca_file}, but for {@code rtmps}.
 *
 * @param openTimeout the most that connecting and opening may take together
 * @param writeTimeout the most that writing the header, one packet or the trailer may take
 * @param format FFmpeg's name of the muxer where the file's name does not tell, for example {@code
 *     flv}
 * @param cancelToken ends blocking calls from outside, or null
 * @param options further FFmpeg options of the muxer and the protocol by name; one that nobody
 *     knows is refused
 */
public record OutputOptions(
    Duration openTimeout,
    Duration writeTimeout,
    @Nullable String format,
    @Nullable CancelToken cancelToken,
    Map<String, String> options) {
  /** Ten seconds to open, ten for each write, the format by the name. */
  public static final OutputOptions DEFAULT =
      new OutputOptions(Duration.ofSeconds(10), Duration.ofSeconds(10), null, null, Map.of());

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a timeout is not positive
   */
  public OutputOptions {
    Timeouts.requirePositive(openTimeout, "openTimeout");
    Timeouts.requirePositive(writeTimeout, "writeTimeout");
    options = Map.copyOf(options);
  }

  /** These options with another deadline for opening. */
  public OutputOptions withOpenTimeout(Duration timeout) {
    return new OutputOptions(timeout, writeTimeout, format, cancelToken, options);
  }

  /** These options with another deadline for each write. */
  public OutputOptions withWriteTimeout(Duration timeout) {
    return new OutputOptions(openTimeout, timeout, format, cancelToken, options);
  }

  /** These options with a muxer by FFmpeg's name. */
  public OutputOptions withFormat(String name) {
    return new OutputOptions(
        openTimeout, writeTimeout, Objects.requireNonNull(name, "name"), cancelToken, options);
  }

  /** These options under a token. */
  public OutputOptions withCancelToken(CancelToken token) {
    return new OutputOptions(
        openTimeout, writeTimeout, format, Objects.requireNonNull(token, "token"), options);
  }

  /** These options and one more of FFmpeg's. */
  public OutputOptions withOption(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(name, value);
    return new OutputOptions(openTimeout, writeTimeout, format, cancelToken, more);
  }

  /** All but the values of the further options, which may be secret. */
  @Override
  public String toString() {
    return "OutputOptions[openTimeout="
        + openTimeout
        + ", writeTimeout="
        + writeTimeout
        + ", format="
        + format
        + ", options="
        + options.keySet()
        + "]";
  }
}
