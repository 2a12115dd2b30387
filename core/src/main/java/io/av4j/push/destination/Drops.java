package io.av4j.push.destination;

import java.util.Map;

/**
 * How many packets were left out, by reason.
 *
 * @param outage see {@link DropReason#OUTAGE}
 * @param disposable see {@link DropReason#DISPOSABLE}
 * @param untilKey see {@link DropReason#UNTIL_KEY}
 * @param stale see {@link DropReason#STALE}
 * @param audio see {@link DropReason#AUDIO}
 */
record Drops(long outage, long disposable, long untilKey, long stale, long audio) {
  static Drops of(Map<DropReason, Long> counts) {
    return new Drops(
        counts.getOrDefault(DropReason.OUTAGE, 0L),
        counts.getOrDefault(DropReason.DISPOSABLE, 0L),
        counts.getOrDefault(DropReason.UNTIL_KEY, 0L),
        counts.getOrDefault(DropReason.STALE, 0L),
        counts.getOrDefault(DropReason.AUDIO, 0L));
  }

  /** Video frames left out because the destination did not keep up. */
  long frames() {
    return disposable + untilKey + stale;
  }
}
