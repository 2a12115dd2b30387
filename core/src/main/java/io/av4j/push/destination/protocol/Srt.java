package io.av4j.push.destination.protocol;

import io.av4j.push.destination.StreamSet;
import io.av4j.push.plan.PushTiming;
import java.util.Map;

/**
 * MPEG-TS over SRT ({@code libsrt.c}).
 *
 * @param target the URL, with its passphrase
 */
record Srt(String target) implements Protocol {
  @Override
  public Map<String, String> options(PushTiming timing, StreamSet streams) {
    return Map.of("connect_timeout", Long.toString(timing.connect().toMillis()));
  }
}
