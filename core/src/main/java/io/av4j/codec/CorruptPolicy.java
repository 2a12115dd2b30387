package io.av4j.codec;

/** What a decoder does about data it cannot decode. */
public enum CorruptPolicy {
  /** Throws {@link io.av4j.InvalidMediaException}; the decoder can be fed on. */
  FAIL,
  /** Counts it and goes on with the next packet, as the ffmpeg program does. */
  SKIP
}
