package io.av4j.codec;

/**
 * Where the codec's headers go. The container decides; {@code MediaOutput} knows which it needs.
 */
public enum HeaderPlacement {
  /** Into the packets, again and again: MPEG-TS, raw streams. */
  IN_BAND,
  /**
   * Once, into the container's header ({@code AV_CODEC_FLAG_GLOBAL_HEADER}): MP4, MKV, FLV, RTMP.
   */
  GLOBAL
}
