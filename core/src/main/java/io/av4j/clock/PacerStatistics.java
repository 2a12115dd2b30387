package io.av4j.clock;

import java.time.Duration;

/**
 * How well real time was held.
 *
 * @param items how many items passed
 * @param waits how many of them had to wait; the errors below are theirs: how late each was let
 *     through
 * @param errorP50 half of the errors are not above it
 * @param errorP99 99 % of the errors are not above it
 * @param errorMax the largest error
 * @param lags how often items came so late that catching up began
 * @param cuts how often the timestamps jumped
 */
public record PacerStatistics(
    long items,
    long waits,
    Duration errorP50,
    Duration errorP99,
    Duration errorMax,
    long lags,
    long cuts) {}
