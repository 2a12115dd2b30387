package io.av4j.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The arithmetic of this package beside FFmpeg's own, case by case.
 *
 * <p>{@code -Dav4j.seed} repeats a run, {@code -Dav4j.cases} makes it longer.
 */
class RescaleTest {

  private static final Logger LOG = LoggerFactory.getLogger(RescaleTest.class);

  private static final long SEED = Long.getLong("av4j.seed", System.nanoTime());
  private static final int CASES = Integer.getInteger("av4j.cases", 1_000_000);

  private static final int[] EDGE_TERMS = {
    1,
    2,
    3,
    24,
    25,
    30,
    60,
    1_000,
    1_001,
    24_000,
    30_000,
    44_100,
    48_000,
    60_000,
    90_000,
    1_000_000,
    705_600_000,
    1_000_000_000,
    1 << 30,
    Integer.MAX_VALUE - 1,
    Integer.MAX_VALUE
  };
  private static final long[] EDGE_VALUES = {
    0,
    1,
    2,
    3,
    Integer.MAX_VALUE - 1L,
    Integer.MAX_VALUE,
    1L << 31,
    (1L << 31) + 1,
    1L << 32,
    1L << 53,
    1L << 62,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1
  };

  private static AVRational nativeFrom;
  private static AVRational nativeTo;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @BeforeAll
  static void allocate() {
    LOG.warn("seed {}, {} cases each", SEED, CASES);
    nativeFrom = new AVRational();
    nativeTo = new AVRational();
  }

  @AfterAll
  static void free() {
    nativeFrom.close();
    nativeTo.close();
  }

  @Test
  void rescalesAsFfmpegDoes() {
    int overflows = 0;
    int wide = 0;
    for (int i = 0; i < CASES; i++) {
      Rational from = new Rational(num(), den());
      Rational to = new Rational(num(), den());
      long value = value();
      set(nativeFrom, from);
      set(nativeTo, to);
      long expected = avutil.av_rescale_q(value, nativeFrom, nativeTo);
      long actual = Rational.rescale(value, from, to);
      if (actual != expected) {
        fail(
            "seed %d: %d from %s to %s is %d, av_rescale_q says %d",
            SEED, value, from, to, actual, expected);
      }
      if (expected == Long.MIN_VALUE) {
        overflows++;
      } else if (((Math.multiplyHigh(value, (long) from.num() * to.den()) + 1) >>> 1) != 0) {
        wide++;
      }
    }
    LOG.warn("rescale: {} cases, {} overflow, {} need 128 bits", CASES, overflows, wide);
    assertThat(overflows).as("seed %d: overflows", SEED).isGreaterThan(CASES / 100);
    assertThat(wide).as("seed %d: products over 64 bits", SEED).isGreaterThan(CASES / 100);
  }

  /** FFmpeg takes an overflow of its rescaling for a small number, so there it is no measure. */
  @Test
  void comparesAsFfmpegDoesWhereItDoesNotOverflow() {
    int beyond = 0;
    int equal = 0;
    for (int i = 0; i < CASES; i++) {
      Timestamp left = timestamp();
      Timestamp right =
          random.nextInt(4) == 0 ? neighbour(left) : new Timestamp(present(), positive());
      int actual = Integer.signum(left.compareTo(right));
      int expected;
      if (overflows(left, right) || overflows(right, left)) {
        beyond++;
        expected = exactly(left, right);
      } else {
        set(nativeFrom, left.timeBase());
        set(nativeTo, right.timeBase());
        expected = avutil.av_compare_ts(left.value(), nativeFrom, right.value(), nativeTo);
      }
      if (actual != expected) {
        fail(
            "seed %d: %d*%s to %d*%s is %d, not %d",
            SEED, left.value(), left.timeBase(), right.value(), right.timeBase(), expected, actual);
      }
      equal += expected == 0 ? 1 : 0;
    }
    LOG.warn("compare: {} cases, {} equal, {} beyond av_compare_ts", CASES, equal, beyond);
    assertThat(equal).as("seed %d: equal pairs", SEED).isGreaterThan(CASES / 100);
    assertThat(CASES - beyond).as("seed %d: native cases", SEED).isGreaterThan(CASES / 4);
  }

  @Test
  void reducesAsFfmpegDoes() {
    int[] num = new int[1];
    int[] den = new int[1];
    int inexact = 0;
    for (int i = 0; i < CASES; i++) {
      long a = product();
      long b = product();
      if (b == 0) {
        b = 1;
      }
      inexact += 1 - avutil.av_reduce(num, den, a, b, Integer.MAX_VALUE);
      Rational actual = Rational.reduced(a, b);
      if (actual.num() != num[0] || actual.den() != den[0]) {
        fail("seed %d: %d/%d is %s, not %d/%d", SEED, a, b, actual, num[0], den[0]);
      }
    }
    LOG.warn("reduce: {} cases, {} inexact", CASES, inexact);
    assertThat(inexact).as("seed %d: inexact results", SEED).isGreaterThan(CASES / 100);
  }

  private static void set(AVRational target, Rational value) {
    target.num(value.num()).den(value.den());
  }

  private static boolean overflows(Timestamp time, Timestamp other) {
    return Rational.rescale(time.value(), time.timeBase(), other.timeBase()) == Long.MIN_VALUE;
  }

  private static int exactly(Timestamp left, Timestamp right) {
    return cross(left, right).compareTo(cross(right, left));
  }

  private static BigInteger cross(Timestamp time, Timestamp other) {
    return BigInteger.valueOf(time.value())
        .multiply(BigInteger.valueOf(time.timeBase().num()))
        .multiply(BigInteger.valueOf(other.timeBase().den()));
  }

  private Timestamp timestamp() {
    return new Timestamp(present(), positive());
  }

  /** A time of another time base that is the same, or off by one unit. */
  private Timestamp neighbour(Timestamp time) {
    Rational timeBase = positive();
    long value = Rational.rescale(time.value(), time.timeBase(), timeBase);
    return value == Long.MIN_VALUE
        ? time
        : new Timestamp(Math.max(value + random.nextInt(-1, 2), -Long.MAX_VALUE), timeBase);
  }

  private Rational positive() {
    return new Rational(den(), den());
  }

  private int num() {
    return switch (random.nextInt(16)) {
      case 0 -> 0;
      case 1 -> -den();
      default -> random.nextBoolean() ? 1 : den();
    };
  }

  private int den() {
    return random.nextBoolean()
        ? EDGE_TERMS[random.nextInt(EDGE_TERMS.length)]
        : Math.max(1, random.nextInt() >>> random.nextInt(1, 32));
  }

  private long present() {
    return Math.max(value(), -Long.MAX_VALUE);
  }

  private long value() {
    long value =
        random.nextInt(8) == 0
            ? EDGE_VALUES[random.nextInt(EDGE_VALUES.length)]
            : random.nextLong() >>> random.nextInt(64);
    return random.nextBoolean() ? value : -value;
  }

  private long product() {
    return (long) (random.nextInt() >> random.nextInt(32))
        * (random.nextInt(4) == 0 ? 1 : random.nextInt() >> random.nextInt(32));
  }
}
