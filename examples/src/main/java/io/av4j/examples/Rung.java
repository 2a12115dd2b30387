package io.av4j.examples;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One size of a ladder.
 *
 * @param name as it was written, without the rate
 * @param height in pixels, even
 * @param bits a second, where they were written
 */
record Rung(String name, int height, OptionalLong bits) {
  /** Bits a second that a picture of at least that height usually gets. */
  private static final TreeMap<Integer, Long> USUAL_BITS =
      new TreeMap<>(
          Map.of(
              0, 250_000L,
              240, 400_000L,
              360, 800_000L,
              480, 1_200_000L,
              540, 1_600_000L,
              720, 2_500_000L,
              1080, 4_500_000L,
              1440, 9_000_000L));

  /** Reads {@code 720p}, {@code 720} or {@code 720p:2M}. */
  static Rung parse(String text) {
    String[] parts = text.split(":", 2);
    String name = parts[0].strip();
    int height;
    try {
      height = Integer.parseInt(name.replaceFirst("p$", "")) / 2 * 2;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a rung is a height such as 720p, not " + text);
    }
    if (height < 2) {
      throw new IllegalArgumentException("a rung is at least 2 high, not " + text);
    }
    return new Rung(
        name,
        height,
        parts.length > 1 ? OptionalLong.of(EncodingOptions.bits(parts[1])) : OptionalLong.empty());
  }

  /** The rung of that height, at its usual rate. */
  static Rung of(int height) {
    return new Rung(height + "p", height, OptionalLong.empty());
  }

  /** What a picture of that height usually gets. */
  static long usualBits(int height) {
    return USUAL_BITS.floorEntry(height).getValue();
  }
}
