package io.av4j.codec;

import java.nio.ByteBuffer;

/**
 * Walks over the NAL units of H.264 or HEVC data: between start codes (annex B), or each behind its
 * length, as MP4 and FLV have them.
 */
final class NalUnits {
  private final ByteBuffer data;
  private final int lengthBytes;
  private int next;

  /**
   * At the first unit.
   *
   * @param lengthBytes how many bytes a length has; 0 for start codes
   */
  NalUnits(ByteBuffer data, int lengthBytes) {
    this.data = data;
    this.lengthBytes = lengthBytes;
  }

  /** Where the next unit's header begins, or -1 behind the last. */
  int next() {
    if (lengthBytes == 0) {
      next = behindStartCode(next);
      return next < data.limit() ? next : -1;
    }
    int start = next + lengthBytes;
    if (start >= data.limit()) {
      return -1;
    }
    long length = 0;
    for (int i = next; i < start; i++) {
      length = length << 8 | (data.get(i) & 0xff);
    }
    // Nonsense ends the walk.
    next = (int) Math.min(data.limit(), start + length);
    return start;
  }

  private int behindStartCode(int from) {
    for (int i = from; i + 2 < data.limit(); i++) {
      if (data.get(i + 2) > 1) {
        i += 2;
      } else if (data.get(i) == 0 && data.get(i + 1) == 0 && data.get(i + 2) == 1) {
        return i + 3;
      }
    }
    return data.limit();
  }
}
