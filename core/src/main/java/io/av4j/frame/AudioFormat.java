package io.av4j.frame;

import java.io.Serializable;
import java.util.Objects;

/**
 * What every piece of a sound has in common.
 *
 * @param sampleRate samples a second of each channel, 1 to 768 000
 * @param sampleFormat how a sample is stored
 * @param layout which channels there are
 */
public record AudioFormat(int sampleRate, SampleFormat sampleFormat, ChannelLayout layout)
    implements Serializable {
  private static final int HIGHEST_RATE = 768_000;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the rate is out of range
   */
  public AudioFormat {
    Objects.requireNonNull(sampleFormat, "sampleFormat");
    Objects.requireNonNull(layout, "layout");
    if (sampleRate < 1 || sampleRate > HIGHEST_RATE) {
      throw new IllegalArgumentException(
          "sample rate must be 1 to " + HIGHEST_RATE + ": " + sampleRate);
    }
  }

  /** This format at another rate, in samples a second. */
  public AudioFormat withSampleRate(int rate) {
    return new AudioFormat(rate, sampleFormat, layout);
  }

  /** This format with samples stored otherwise. */
  public AudioFormat withSampleFormat(SampleFormat format) {
    return new AudioFormat(sampleRate, format, layout);
  }

  /** This format with other channels. */
  public AudioFormat withLayout(ChannelLayout channels) {
    return new AudioFormat(sampleRate, sampleFormat, channels);
  }
}
