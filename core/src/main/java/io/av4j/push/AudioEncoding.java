package io.av4j.push;

import io.av4j.codec.AacSettings;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import java.io.Serializable;
import java.util.Map;

/**
 * How the sound of a push is encoded, once for all renditions. Plain data.
 *
 * @param encoder FFmpeg's name, for example {@code aac}
 * @param bitsPerSecond average
 * @param sampleRate in Hz
 * @param channels 1 or more
 */
public record AudioEncoding(String encoder, int bitsPerSecond, int sampleRate, int channels)
    implements Serializable {
  /** AAC, 128 kb/s, 44.1 kHz stereo: what every server and player takes. */
  public static final AudioEncoding AAC = new AudioEncoding("aac", 128_000, 44_100, 2);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a number is not positive
   */
  public AudioEncoding {
    if (bitsPerSecond <= 0 || sampleRate <= 0 || channels <= 0) {
      throw new IllegalArgumentException("bit rate, sample rate and channels must be positive");
    }
  }

  AudioFormat format() {
    SampleFormat samples = encoder.equals("libopus") ? SampleFormat.FLT : SampleFormat.FLTP;
    return new AudioFormat(sampleRate, samples, ChannelLayout.ofChannels(channels));
  }

  AudioEncoderSettings settings() {
    if (encoder.equals("aac")) {
      return AacSettings.of(format()).bitsPerSecond(bitsPerSecond).build();
    }
    return new AudioEncoderSettings(
        encoder, format(), Map.of("b", Integer.toString(bitsPerSecond)));
  }
}
