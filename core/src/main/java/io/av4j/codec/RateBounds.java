package io.av4j.codec;

/** What the numbers of a {@link RateControl} may be, whatever the encoder. */
final class RateBounds {
  private RateBounds() {}

  static void quality(double crf) {
    if (!(crf >= 0 && crf <= 255)) {
      throw new IllegalArgumentException("a crf must be 0 to 255: " + crf);
    }
  }

  static void bits(long value, String what) {
    // The encoders' own libraries count in 32 bits.
    if (value <= 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a " + what + " must be 1 to " + Integer.MAX_VALUE + ": " + value);
    }
  }

  static long scaled(long value, double factor) {
    return Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(value * factor)));
  }

  static IllegalStateException noAverage(RateControl control) {
    return new IllegalStateException(control + " has no bit rate that could be changed");
  }
}
