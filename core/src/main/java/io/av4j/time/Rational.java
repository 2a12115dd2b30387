package io.av4j.time;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An exact fraction of two 32-bit numbers: a time base, a frame rate, an aspect ratio. The {@code
 * AVRational} of FFmpeg as a value.
 *
 * <p>The denominator is always positive, so that every value is a number. FFmpeg also writes 0/0
 * and 1/0 where it does not know; {@link #orUnset} turns those into {@link #UNSET}, which is 0/1.
 *
 * <p>A fraction keeps the terms that it was made with: {@code 2/4} and {@code 1/2} are not {@link
 * #equals equal}, although {@link #compareTo} says 0. Results of arithmetic are in lowest terms;
 * one whose terms do not fit 32 bits is the nearest fraction that does, as in FFmpeg.
 *
 * @param num the numerator
 * @param den the denominator, at least 1
 */
public record Rational(int num, int den) implements Comparable<Rational>, Serializable {

  /** 0/1, which stands for "not known". */
  public static final Rational UNSET = new Rational(0, 1);

  /** 1/1000: the unit of FLV and RTMP. */
  public static final Rational MILLISECOND = new Rational(1, 1_000);

  /** 1/1000000: {@code AV_TIME_BASE_Q}, the unit of FFmpeg's durations and clocks. */
  public static final Rational MICROSECOND = new Rational(1, 1_000_000);

  /** 1/1000000000: the unit of {@link System#nanoTime()}. */
  public static final Rational NANOSECOND = new Rational(1, 1_000_000_000);

  private static final Pattern FRACTION = Pattern.compile("([+-]?\\d{1,10})[/:](\\d{1,10})");
  private static final Pattern DECIMAL = Pattern.compile("([+-]?)(\\d{1,9})(?:\\.(\\d{1,9}))?");

  /**
   * Makes a fraction with exactly these terms.
   *
   * @throws IllegalArgumentException if the denominator is not positive
   */
  public Rational {
    if (den <= 0) {
      throw new IllegalArgumentException(
          "the denominator of a rational must be positive: " + num + "/" + den);
    }
  }

  /**
   * A fraction with exactly these terms.
   *
   * @throws IllegalArgumentException if the denominator is not positive
   */
  public static Rational of(int num, int den) {
    return new Rational(num, den);
  }

  /** A whole number. */
  public static Rational of(int whole) {
    return new Rational(whole, 1);
  }

  /**
   * The fraction that two native fields hold, or {@link #UNSET} if the denominator is 0, with which
   * FFmpeg says that it does not know. A negative denominator gives its sign to the numerator.
   */
  public static Rational orUnset(int num, int den) {
    if (den > 0) {
      return new Rational(num, den);
    }
    return den == 0 ? UNSET : reduced(num, den);
  }

  /**
   * A fraction in lowest terms, or the nearest one whose terms fit 32 bits. {@code av_reduce} with
   * {@code INT_MAX}.
   *
   * @throws IllegalArgumentException if the denominator is 0, or a term is {@link Long#MIN_VALUE}
   */
  public static Rational reduced(long num, long den) {
    if (den == 0) {
      throw new IllegalArgumentException(
          "the denominator of a rational must not be 0: " + num + "/0");
    }
    if (num == Long.MIN_VALUE || den == Long.MIN_VALUE) {
      throw new IllegalArgumentException("too large for a rational: " + num + "/" + den);
    }
    return Rescale.reduce(num, den);
  }

  /**
   * Reads {@code 30000/1001}, {@code 16:9}, {@code 25} or {@code 29.97}. Fractions keep their
   * terms; decimals, of up to nine digits on each side of the point, come in lowest terms.
   *
   * @throws IllegalArgumentException if the text is none of these, or its terms do not fit
   */
  public static Rational parse(String text) {
    Matcher fraction = FRACTION.matcher(requireNonNull(text, "text"));
    if (fraction.matches()) {
      long num = Long.parseLong(fraction.group(1));
      long den = Long.parseLong(fraction.group(2));
      if (num == (int) num && den == (int) den && den != 0) {
        return new Rational((int) num, (int) den);
      }
    }
    Matcher decimal = DECIMAL.matcher(text);
    if (decimal.matches()) {
      String digits = decimal.group(3) == null ? "" : decimal.group(3);
      long den = 1;
      for (int i = 0; i < digits.length(); i++) {
        den *= 10;
      }
      return reduced(Long.parseLong(decimal.group(1) + decimal.group(2) + digits), den);
    }
    throw new IllegalArgumentException(
        "not a rational such as 30000/1001, 16:9, 25 or 29.97: \"" + text + "\"");
  }

  /**
   * Converts a count of one unit to the nearest count of another, halves away from zero: {@code
   * av_rescale_q}, bit for bit, without a native call and without allocating.
   *
   * <p>{@link Long#MIN_VALUE} comes back where {@code av_rescale_q} gives it: if the result does
   * not fit, if {@code from} is negative, or if {@code to} is not positive. As an argument it
   * counts as {@code -Long.MAX_VALUE}.
   *
   * @param value the count in units of {@code from}
   * @param from the unit that is counted now, such as 1/48000
   * @param to the unit to count in
   */
  public static long rescale(long value, Rational from, Rational to) {
    return Rescale.nearest(value, from.num * (long) to.den, to.num * (long) from.den);
  }

  /**
   * Orders two counts of positive units by time, without rounding and without allocating: {@code
   * av_compare_ts}, but right also where that one overflows.
   */
  public static int compare(long a, Rational aUnit, long b, Rational bUnit) {
    return Rescale.compare(a, (long) aUnit.num * bUnit.den, b, (long) bUnit.num * aUnit.den);
  }

  /** Whether this is a value rather than {@link #UNSET}: whether the numerator is not 0. */
  public boolean isSet() {
    return num != 0;
  }

  /** The same number in lowest terms. {@code av_reduce}. */
  public Rational reduce() {
    return Rescale.reduce(num, den);
  }

  /**
   * One divided by this, in lowest terms: a frame rate from a frame's duration. {@code av_inv_q}.
   *
   * @throws ArithmeticException if this is 0
   */
  public Rational invert() {
    if (num == 0) {
      throw new ArithmeticException("no inverse of " + this);
    }
    return Rescale.reduce(den, num);
  }

  /** The product, in lowest terms. {@code av_mul_q}. */
  public Rational times(Rational other) {
    return Rescale.reduce((long) num * other.num, (long) den * other.den);
  }

  /**
   * The quotient, in lowest terms. {@code av_div_q}.
   *
   * @throws ArithmeticException if the divisor is 0
   */
  public Rational dividedBy(Rational divisor) {
    if (divisor.num == 0) {
      throw new ArithmeticException(this + " divided by " + divisor);
    }
    return Rescale.reduce((long) num * divisor.den, (long) den * divisor.num);
  }

  /**
   * Orders by value, without rounding: {@code av_cmp_q}. Not consistent with {@link #equals}, which
   * compares the terms.
   */
  @Override
  public int compareTo(Rational other) {
    return Long.compare((long) num * other.den, (long) other.num * den);
  }

  /** The nearest {@code double}. {@code av_q2d}. */
  public double toDouble() {
    return num / (double) den;
  }

  /** The terms as {@code num/den}, which {@link #parse} reads. */
  @Override
  public String toString() {
    return num + "/" + den;
  }
}
