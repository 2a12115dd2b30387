package io.av4j.codec;

import io.av4j.codec.RateControl.Average;
import io.av4j.codec.RateControl.Capped;
import io.av4j.codec.RateControl.CappedQuality;
import io.av4j.codec.RateControl.Constant;
import io.av4j.codec.RateControl.Quality;
import io.av4j.codec.RateControl.Quantizer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which rate controls a family of encoders has, and how FFmpeg's options say them. A value: each
 * method that adds one gives another value.
 *
 * <p>The options are written as {@code name=value name=value}, with these in place of the numbers:
 * {@code $crf}, {@code $wholecrf}, {@code $qp}, {@code $lambda} (the quantizer as FFmpeg's {@code
 * global_quality} counts it), {@code $rate}, {@code $max}, {@code $buffer}.
 */
final class RateRules {
  /** Not even a bit rate. */
  static final RateRules NONE = new RateRules(Map.of(), null);

  private static final double ANY = Double.MAX_VALUE;
  private static final int QP_TO_LAMBDA = 118; // FF_QP2LAMBDA

  private final Map<Class<? extends RateControl>, Rule> rules;
  private final @Nullable String lossless;

  private RateRules(Map<Class<? extends RateControl>, Rule> rules, @Nullable String lossless) {
    this.rules = Collections.unmodifiableMap(rules);
    this.lossless = lossless;
  }

  private record Rule(double least, double most, String options) {
    boolean holds(double scale) {
      return scale >= least && scale <= most;
    }

    String describe(String name) {
      return most == ANY ? name : name + " " + number(least) + " to " + number(most);
    }
  }

  private RateRules with(
      Class<? extends RateControl> type, double least, double most, String options) {
    Map<Class<? extends RateControl>, Rule> more = new LinkedHashMap<>(rules);
    more.put(type, new Rule(least, most, options));
    return new RateRules(more, lossless);
  }

  RateRules quality(double least, double most, String options) {
    return with(Quality.class, least, most, options);
  }

  RateRules cappedQuality(double least, double most, String options) {
    return with(CappedQuality.class, least, most, options);
  }

  RateRules quantizer(int least, int most, String options) {
    return with(Quantizer.class, least, most, options);
  }

  /** What {@link Quantizer} 0 is. */
  RateRules lossless(String options) {
    return new RateRules(rules, options);
  }

  RateRules average(String options) {
    return with(Average.class, 0, ANY, options);
  }

  RateRules capped(String options) {
    return with(Capped.class, 0, ANY, options);
  }

  RateRules constant(String options) {
    return with(Constant.class, 0, ANY, options);
  }

  boolean hasLossless() {
    return lossless != null;
  }

  /**
   * The options for one.
   *
   * @throws IllegalArgumentException if there is no rule for it, or not in that range
   */
  Map<String, String> options(String encoder, RateControl control) {
    if (lossless != null && control instanceof Quantizer quantizer && quantizer.qp() == 0) {
      return EncoderOptions.parse(lossless);
    }
    Rule rule = rules.get(control.getClass());
    if (rule == null || !rule.holds(scale(control))) {
      List<String> all =
          rules.entrySet().stream()
              .map(entry -> entry.getValue().describe(entry.getKey().getSimpleName()))
              .toList();
      throw new IllegalArgumentException(
          encoder
              + " cannot do "
              + control
              + "; it has "
              + (all.isEmpty() ? "no rate control" : String.join(", ", all)));
    }
    return EncoderOptions.parse(filled(rule.options, control));
  }

  private static double scale(RateControl control) {
    if (control instanceof Quality quality) {
      return quality.crf();
    }
    if (control instanceof CappedQuality capped) {
      return capped.crf();
    }
    return control instanceof Quantizer quantizer ? quantizer.qp() : 0;
  }

  private static String filled(String options, RateControl control) {
    if (control instanceof Quality quality) {
      return withCrf(options, quality.crf());
    }
    if (control instanceof CappedQuality capped) {
      return withCrf(
          withRates(options, 0, capped.maxBitsPerSecond(), capped.bufferBits()), capped.crf());
    }
    if (control instanceof Capped capped) {
      return withRates(options, capped.average(), capped.maxBitsPerSecond(), capped.bufferBits());
    }
    if (control instanceof Quantizer quantizer) {
      return options
          .replace("$qp", Integer.toString(quantizer.qp()))
          .replace("$lambda", Integer.toString(quantizer.qp() * QP_TO_LAMBDA));
    }
    long rate = control.bitsPerSecond().orElseThrow();
    return withRates(options, rate, rate, rate);
  }

  private static String withCrf(String options, double crf) {
    return options
        .replace("$crf", number(crf))
        .replace("$wholecrf", Long.toString(Math.round(crf)));
  }

  private static String withRates(String options, long rate, long max, long buffer) {
    return options
        .replace("$rate", Long.toString(rate))
        .replace("$max", Long.toString(max))
        .replace("$buffer", Long.toString(buffer));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
