package io.av4j.push.destination.protocol;

import io.av4j.push.destination.StreamSet;
import io.av4j.push.plan.PushTiming;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * FLV over RTMP or RTMPS, in the enhanced form where the codec needs it.
 *
 * @param target the URL, with its key
 */
record Rtmp(String target) implements Protocol {
  private static final long LEAST_BUFFER = 32 << 10;
  private static final long MOST_BUFFER = 256 << 10;
  private static final int BUFFERS_PER_SECOND = 4;

  @Override
  public Map<String, String> options(PushTiming timing, StreamSet streams) {
    Map<String, String> all = new LinkedHashMap<>();
    // A large buffer of the kernel's hides for seconds that nothing gets through any more.
    long buffer = streams.bitsPerSecond() / 8 / BUFFERS_PER_SECOND;
    all.put(
        "send_buffer_size", Long.toString(Math.max(LEAST_BUFFER, Math.min(MOST_BUFFER, buffer))));
    // The packets of a batch go in one call, when the connection is flushed.
    all.put("flush_packets", "0");
    String fourCc = streams.fourCc();
    if (fourCc != null) {
      all.put("rtmp_enhanced_codecs", fourCc);
    }
    return all;
  }
}
