package io.av4j.push.plan;

import java.io.Serializable;

/**
 * How the audio of a push is encoded, once for all renditions. Plain data.
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
    if (encoder.isBlank() || bitsPerSecond <= 0 || sampleRate <= 0 || channels <= 0) {
      throw new IllegalArgumentException(
          "an audio encoding needs an encoder and positive numbers: "
              + bitsPerSecond
              + " b/s, "
              + sampleRate
              + " Hz, "
              + channels
              + " channels");
    }
  }
}
