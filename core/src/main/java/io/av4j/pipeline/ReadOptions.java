package io.av4j.pipeline;

import io.av4j.codec.DecoderOptions;
import io.av4j.time.Timestamp;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which part of an input a pipeline reads, how often, and how it decodes. Plain data.
 *
 * <p>Times count from the input's start. Decoded streams begin with the first frame at or behind
 * {@code from} and end with the last before {@code to}; copied ones begin with the keyframe at or
 * before it. What comes out begins at zero, and each further round goes on where the one before
 * ended.
 *
 * @param from where to begin; null for the start
 * @param to where to end; null for the end
 * @param rounds how often to play it, 0 for ever
 * @param decoder for all decoded streams
 */
public record ReadOptions(
    @Nullable Timestamp from, @Nullable Timestamp to, int rounds, DecoderOptions decoder) {
  /** All of it, once. */
  public static final ReadOptions DEFAULT = new ReadOptions(null, null, 1, DecoderOptions.DEFAULT);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a time is negative, nothing is left between the two, or the
   *     rounds are negative
   */
  public ReadOptions {
    Objects.requireNonNull(decoder, "decoder");
    Timestamp start = from == null ? Timestamp.ofMicros(0) : from;
    if (start.value() < 0 || (to != null && to.compareTo(start) <= 0)) {
      throw new IllegalArgumentException("nothing lies between " + from + " and " + to);
    }
    if (rounds < 0) {
      throw new IllegalArgumentException("rounds must be 0 or more: " + rounds);
    }
  }

  /** These options for the part between the two times; null is the input's own start or end. */
  public ReadOptions between(@Nullable Timestamp start, @Nullable Timestamp end) {
    return new ReadOptions(start, end, rounds, decoder);
  }

  /** These options for that many rounds, 0 for ever. */
  public ReadOptions withRounds(int number) {
    return new ReadOptions(from, to, number, decoder);
  }

  /** These options with other decoders. */
  public ReadOptions withDecoder(DecoderOptions options) {
    return new ReadOptions(from, to, rounds, options);
  }
}
