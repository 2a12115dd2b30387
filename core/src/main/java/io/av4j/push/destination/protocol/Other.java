package io.av4j.push.destination.protocol;

import io.av4j.push.destination.StreamSet;
import io.av4j.push.plan.PushTiming;
import java.util.Map;

/**
 * Any other protocol, with FFmpeg's own defaults.
 *
 * @param target the URL
 */
record Other(String target) implements Protocol {
  @Override
  public Map<String, String> options(PushTiming timing, StreamSet streams) {
    return Map.of();
  }
}
