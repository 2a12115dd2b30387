package io.av4j.clock;

import java.util.Map;

/**
 * What a {@link Timeline} repaired.
 *
 * @param reanchors how often the source's times were related anew to the output's, by cause; causes
 *     that did not occur are absent
 * @param wraps how often the counter of a stream began again at zero, or went back over it
 * @param repaired items whose order was repaired: moved behind the one before
 * @param parted how often a stream alone jumped by 10 s or more and was the only one to be moved
 */
public record TimelineStatistics(
    Map<ReanchorCause, Long> reanchors, long wraps, long repaired, long parted) {}
