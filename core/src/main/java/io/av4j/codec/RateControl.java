package io.av4j.codec;

import java.io.Serializable;
import java.util.OptionalLong;

/**
 * How an encoder decides how many bits a picture gets. Plain data.
 *
 * <p>What each means as FFmpeg's options depends on the encoder: {@link EncoderTraits#options}.
 * Rates and buffers are in bits, 1 to 2^31 - 1.
 */
public sealed interface RateControl extends Serializable {

  /** The average bit rate; empty where the quality decides. */
  OptionalLong bitsPerSecond();

  /**
   * The same control at another average, its cap and buffer scaled in proportion.
   *
   * @throws IllegalArgumentException if the rate is out of range
   * @throws IllegalStateException if there is no average
   */
  RateControl withBitsPerSecond(long bitsPerSecond);

  /**
   * A constant quality, at whatever rate it takes.
   *
   * @param crf constant rate factor on the encoder's own scale, less is better: 18 to 28 is usual
   *     for x264, 25 to 40 for AV1 and VP9
   */
  record Quality(double crf) implements RateControl {
    /** Checks the number. */
    public Quality {
      RateBounds.quality(crf);
    }

    @Override
    public OptionalLong bitsPerSecond() {
      return OptionalLong.empty();
    }

    @Override
    public RateControl withBitsPerSecond(long bitsPerSecond) {
      throw RateBounds.noAverage(this);
    }
  }

  /**
   * An average over the whole, with peaks of any height.
   *
   * @param average in bits a second
   */
  record Average(long average) implements RateControl {
    /** Checks the number. */
    public Average {
      RateBounds.bits(average, "bit rate");
    }

    @Override
    public OptionalLong bitsPerSecond() {
      return OptionalLong.of(average);
    }

    @Override
    public Average withBitsPerSecond(long bitsPerSecond) {
      return new Average(bitsPerSecond);
    }
  }

  /**
   * An average, with peaks that a decoder's buffer can take: what live viewers need.
   *
   * @param average in bits a second
   * @param maxBitsPerSecond how fast the buffer fills; at least the average
   * @param bufferBits the size of the buffer
   */
  record Capped(long average, long maxBitsPerSecond, long bufferBits) implements RateControl {
    /** Checks the numbers. */
    public Capped {
      RateBounds.bits(average, "bit rate");
      RateBounds.bits(maxBitsPerSecond, "cap");
      RateBounds.bits(bufferBits, "buffer");
      if (maxBitsPerSecond < average) {
        throw new IllegalArgumentException(
            "the cap " + maxBitsPerSecond + " is below the bit rate " + average);
      }
    }

    @Override
    public OptionalLong bitsPerSecond() {
      return OptionalLong.of(average);
    }

    @Override
    public Capped withBitsPerSecond(long bitsPerSecond) {
      RateBounds.bits(bitsPerSecond, "bit rate");
      double factor = (double) bitsPerSecond / average;
      return new Capped(
          bitsPerSecond,
          Math.max(bitsPerSecond, RateBounds.scaled(maxBitsPerSecond, factor)),
          RateBounds.scaled(bufferBits, factor));
    }
  }

  /**
   * A constant quality, lowered where a decoder's buffer could not take the bits.
   *
   * @param crf as in {@link Quality}
   * @param maxBitsPerSecond how fast the buffer fills
   * @param bufferBits the size of the buffer
   */
  record CappedQuality(double crf, long maxBitsPerSecond, long bufferBits) implements RateControl {
    /** Checks the numbers. */
    public CappedQuality {
      RateBounds.quality(crf);
      RateBounds.bits(maxBitsPerSecond, "cap");
      RateBounds.bits(bufferBits, "buffer");
    }

    @Override
    public OptionalLong bitsPerSecond() {
      return OptionalLong.empty();
    }

    @Override
    public RateControl withBitsPerSecond(long bitsPerSecond) {
      throw RateBounds.noAverage(this);
    }
  }

  /**
   * The same rate at all times, over a buffer of one second. Encoders that can, fill up what simple
   * pictures do not need.
   *
   * @param rate in bits a second
   */
  record Constant(long rate) implements RateControl {
    /** Checks the number. */
    public Constant {
      RateBounds.bits(rate, "bit rate");
    }

    @Override
    public OptionalLong bitsPerSecond() {
      return OptionalLong.of(rate);
    }

    @Override
    public Constant withBitsPerSecond(long bitsPerSecond) {
      return new Constant(bitsPerSecond);
    }
  }

  /**
   * The same quantizer for every picture, for measurements. 0 is lossless where the encoder has
   * {@link EncoderTraits.Ability#LOSSLESS}.
   *
   * @param qp on the encoder's own scale, less is better
   */
  record Quantizer(int qp) implements RateControl {
    /** Checks the number. */
    public Quantizer {
      if (qp < 0) {
        throw new IllegalArgumentException("a quantizer is not negative: " + qp);
      }
    }

    @Override
    public OptionalLong bitsPerSecond() {
      return OptionalLong.empty();
    }

    @Override
    public RateControl withBitsPerSecond(long bitsPerSecond) {
      throw RateBounds.noAverage(this);
    }
  }
}
