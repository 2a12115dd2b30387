package io.av4j.container;

import io.av4j.CancelToken;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an input is opened and read.
 *
 * <p>A server called through TLS ({@code rtmps}, {@code https}, {@code tls}) has to show a
 * certificate for its name that the JVM trusts. The option {@code ca_file} names a PEM file of
 * other certificates to trust, {@code tls_verify=0} trusts everybody. FFmpeg does not compare
 * certificates with numeric addresses, so these need a {@code ca_file}, but for {@code rtmps}.
 *
 * @param openTimeout the most that connecting, opening and probing may take together
 * @param readTimeout the most that reading one packet, or a seek, may take
 * @param format FFmpeg's name of the demuxer where it shall not be guessed, for example {@code flv}
 * @param cancelToken ends blocking calls from outside, or null
 * @param probing how it is found out what the streams are like
 * @param options further FFmpeg options of the demuxer and the protocol by name; one that nobody
 *     knows is refused
 */
public record InputOptions(
    Duration openTimeout,
    Duration readTimeout,
    @Nullable String format,
    @Nullable CancelToken cancelToken,
    Probing probing,
    Map<String, String> options) {
  /** Ten seconds to open, ten for each read, everything else guessed. */
  public static final InputOptions DEFAULT =
      new InputOptions(
          Duration.ofSeconds(10), Duration.ofSeconds(10), null, null, Probing.DECODERS, Map.of());

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a timeout is not positive
   */
  public InputOptions {
    Timeouts.requirePositive(openTimeout, "openTimeout");
    Timeouts.requirePositive(readTimeout, "readTimeout");
    Objects.requireNonNull(probing, "probing");
    options = Map.copyOf(options);
  }

  /** These options with another deadline for opening. */
  public InputOptions withOpenTimeout(Duration timeout) {
    return new InputOptions(timeout, readTimeout, format, cancelToken, probing, options);
  }

  /** These options with another deadline for each read. */
  public InputOptions withReadTimeout(Duration timeout) {
    return new InputOptions(openTimeout, timeout, format, cancelToken, probing, options);
  }

  /** These options with a demuxer by FFmpeg's name. */
  public InputOptions withFormat(String name) {
    return new InputOptions(
        openTimeout,
        readTimeout,
        Objects.requireNonNull(name, "name"),
        cancelToken,
        probing,
        options);
  }

  /** These options under a token. */
  public InputOptions withCancelToken(CancelToken token) {
    return new InputOptions(
        openTimeout, readTimeout, format, Objects.requireNonNull(token, "token"), probing, options);
  }

  /** These options with another way to find out what the streams are like. */
  public InputOptions withProbing(Probing way) {
    return new InputOptions(openTimeout, readTimeout, format, cancelToken, way, options);
  }

  /** These options and one more of FFmpeg's. */
  public InputOptions withOption(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(name, value);
    return new InputOptions(openTimeout, readTimeout, format, cancelToken, probing, more);
  }

  /** All but the values of the further options, which may be secret. */
  @Override
  public String toString() {
    return "InputOptions[openTimeout="
        + openTimeout
        + ", readTimeout="
        + readTimeout
        + ", format="
        + format
        + ", probing="
        + probing
        + ", options="
        + options.keySet()
        + "]";
  }
}
