package io.av4j.time;

/** The integer arithmetic below {@link Rational} and {@link Timestamp}: 128 bits, no allocation. */
final class Rescale {

  private static final long OVERFLOW = Long.MIN_VALUE;

  private Rescale() {}

  /**
   * {@code value * num / den}, the nearest integer, halves away from zero; {@link Long#MIN_VALUE}
   * if it does not fit, or if {@code num} is negative or {@code den} not positive.
   */
  static long nearest(long value, long num, long den) {
    if (num < 0 || den <= 0) {
      return OVERFLOW;
    }
    long magnitude = Math.abs(Math.max(value, -Long.MAX_VALUE));
    long half = den >> 1;
    long high = Math.multiplyHigh(magnitude, num);
    long low = magnitude * num + half;
    if (Long.compareUnsigned(low, half) < 0) {
      high++;
    }
    long quotient;
    if (high == 0) {
      quotient = low >= 0 ? low / den : Long.divideUnsigned(low, den);
    } else if (high >= den) {
      quotient = OVERFLOW;
    } else if ((num | den) <= Integer.MAX_VALUE) {
      // Units of 32 bits are the usual ones, and two short divisions beat 64 steps of a long one.
      quotient = magnitude / den * num + (magnitude % den * num + half) / den;
    } else {
      quotient = divide(high, low, den);
    }
    if (quotient < 0) {
      return OVERFLOW;
    }
    return value < 0 ? -quotient : quotient;
  }

  /** Orders {@code a * aUnit} and {@code b * bUnit}, both units positive, without rounding. */
  static int compare(long a, long aUnit, long b, long bUnit) {
    int byHigh = Long.compare(Math.multiplyHigh(a, aUnit), Math.multiplyHigh(b, bUnit));
    return byHigh != 0 ? byHigh : Long.compareUnsigned(a * aUnit, b * bUnit);
  }

  /**
   * The fraction in lowest terms if they fit 32 bits, else the nearest one that does. Neither term
   * may be {@link Long#MIN_VALUE}, nor the denominator 0.
   *
   * <p>Walks the continued fraction: each convergent is nearer than the one before, and the last
   * step is cut short where it would leave 32 bits.
   */
  static Rational reduce(long num, long den) {
    long sign = (num < 0) == (den < 0) ? 1 : -1;
    long common = gcd(Math.abs(num), Math.abs(den));
    long above = Math.abs(num) / common;
    long below = Math.abs(den) / common;
    if (above <= Integer.MAX_VALUE && below <= Integer.MAX_VALUE) {
      return new Rational((int) (sign * above), (int) below);
    }
    long lastNum = 0;
    long lastDen = 1;
    long bestNum = 1;
    long bestDen = 0;
    while (below != 0) {
      long digit = above / below;
      long room = Math.min(room(bestNum, lastNum), room(bestDen, lastDen));
      if (digit > room) {
        // A shortened step is an improvement only if it goes past half of the full one.
        if (Long.compareUnsigned(below * (2 * room * bestDen + lastDen), above * bestDen) > 0) {
          bestNum = room * bestNum + lastNum;
          bestDen = room * bestDen + lastDen;
        }
        break;
      }
      long nextNum = digit * bestNum + lastNum;
      long nextDen = digit * bestDen + lastDen;
      lastNum = bestNum;
      lastDen = bestDen;
      bestNum = nextNum;
      bestDen = nextDen;
      long rest = above - digit * below;
      above = below;
      below = rest;
    }
    return new Rational((int) (sign * bestNum), (int) bestDen);
  }

  /** How often a convergent's term can be added to the one before within 32 bits. */
  private static long room(long term, long last) {
    return term == 0 ? Integer.MAX_VALUE : (Integer.MAX_VALUE - last) / term;
  }

  private static long gcd(long a, long b) {
    while (b != 0) {
      long rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }

  /** Divides 128 bits, of which the high ones are below the divisor, so that the result fits 64. */
  private static long divide(long high, long low, long divisor) {
    long rest = high;
    long quotient = 0;
    // Divisors are products of two ints, so that doubling what is left of them stays in 64 bits.
    for (int bit = 63; bit >= 0; bit--) {
      rest = (rest << 1) | ((low >>> bit) & 1);
      quotient <<= 1;
      if (rest >= divisor) {
        rest -= divisor;
        quotient |= 1;
      }
    }
    return quotient;
  }
}
