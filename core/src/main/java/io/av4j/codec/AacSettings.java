package io.av4j.codec;

import io.av4j.frame.AudioFormat;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Builds settings of FFmpeg's own AAC-LC encoder ({@code aac}), which takes {@link
 * SampleFormat#FLTP}.
 */
public final class AacSettings {
  private static final TreeSet<Integer> RATES = new TreeSet<>();

  static {
    Collections.addAll(
        RATES, 7350, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200,
        96000);
  }

  private AudioFormat format;
  private int bitsPerSecond;

  private AacSettings(AudioFormat format) {
    this.format = format;
  }

  /**
   * Starts settings for sound of that rate and those channels; the sample format becomes the
   * encoder's own. A rate AAC does not have becomes the next higher one it has.
   */
  public static AacSettings of(AudioFormat format) {
    Integer rate = RATES.ceiling(format.sampleRate());
    return new AacSettings(
        format
            .withSampleFormat(SampleFormat.FLTP)
            .withSampleRate(rate == null ? RATES.last() : rate));
  }

  /** Bits a second of all channels together; without it FFmpeg's default of 64 000 a channel. */
  public AacSettings bitsPerSecond(int bits) {
    if (bits < 500 || bits > 6 * 96_000 * 16) {
      throw new IllegalArgumentException("not a bit rate of AAC: " + bits);
    }
    bitsPerSecond = bits;
    return this;
  }

  /**
   * Samples a second.
   *
   * @throws IllegalArgumentException if AAC does not have that rate
   */
  public AacSettings sampleRate(int rate) {
    if (!RATES.contains(rate)) {
      throw new IllegalArgumentException("AAC has no sample rate " + rate + ", only " + RATES);
    }
    format = format.withSampleRate(rate);
    return this;
  }

  /** Which channels. */
  public AacSettings layout(ChannelLayout layout) {
    format = format.withLayout(layout);
    return this;
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException if the bit rate is more than AAC can carry for the channels:
   *     6144 bits a frame of 1024 samples for each
   */
  public AudioEncoderSettings build() {
    long most = 6144L * format.sampleRate() / 1024 * format.layout().channels();
    if (bitsPerSecond > most) {
      throw new IllegalArgumentException(
          "AAC carries at most " + most + " bit/s of " + format + ", not " + bitsPerSecond);
    }
    Map<String, String> options = new LinkedHashMap<>();
    if (bitsPerSecond > 0) {
      options.put("b", Integer.toString(bitsPerSecond));
    }
    return new AudioEncoderSettings("aac", format, options);
  }
}
