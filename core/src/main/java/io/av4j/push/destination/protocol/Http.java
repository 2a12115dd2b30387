package io.av4j.push.destination.protocol;

import io.av4j.push.destination.StreamSet;
import io.av4j.push.plan.PushTiming;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is put onto a server over HTTP or HTTPS, HLS above all.
 *
 * @param target the URL
 */
record Http(String target) implements Protocol {
  @Override
  public Map<String, String> options(PushTiming timing, StreamSet streams) {
    Map<String, String> all = new LinkedHashMap<>();
    if (Hls.isPlaylist(target)) {
      Hls.describe(all);
    }
    return all;
  }
}
