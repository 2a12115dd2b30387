package io.av4j.push.destination;

/** What is read out of H.264 packets, where FFmpeg does not tell it. */
final class H264 {
  private static final int LONGEST_SEARCH = 4096;

  private H264() {}

  /**
   * Whether no other picture refers to this one ({@code nal_ref_idc} 0 of its first slice, ITU-T
   * H.264 7.4.1), so that it can be left out alone.
   *
   * @param data with start codes (annex B) or four-byte lengths
   */
  static boolean isDisposable(byte[] data) {
    boolean startCodes = isStartCode(data, 0);
    int at = startCodes ? nextNal(data, 0) : 4;
    while (at > 0 && at < data.length && at < LONGEST_SEARCH) {
      int type = data[at] & 0x1f;
      if (type >= 1 && type <= 5) {
        return (data[at] & 0x60) == 0;
      }
      at = startCodes ? nextNal(data, at) : at + length(data, at - 4) + 4;
    }
    return false;
  }

  private static boolean isStartCode(byte[] data, int at) {
    return data.length > at + 3
        && data[at] == 0
        && data[at + 1] == 0
        && (data[at + 2] == 1 || (data[at + 2] == 0 && data[at + 3] == 1));
  }

  /** Behind the next start code, or -1. */
  private static int nextNal(byte[] data, int from) {
    for (int i = from; i + 3 < data.length && i < LONGEST_SEARCH; i++) {
      if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1) {
        return i + 3;
      }
    }
    return -1;
  }

  private static int length(byte[] data, int at) {
    int length =
        (data[at] & 0xff) << 24
            | (data[at + 1] & 0xff) << 16
            | (data[at + 2] & 0xff) << 8
            | (data[at + 3] & 0xff);
    // Nonsense ends the search.
    return length < 0 || length > data.length ? data.length : length;
  }
}
