package io.av4j.clock;

import io.av4j.time.Timestamp;
import java.time.Duration;

/**
 * When an item belongs in the output.
 *
 * @param pts when to show it, in microseconds, never before its dts
 * @param dts its place in order, in microseconds; in the options' unit it is above that of the item
 *     before
 * @param gap how long nothing of this stream is there before it; zero if it follows at once
 * @param epoch counts up from 0 each time the source's times were related anew to the output's
 */
public record TimelineTime(Timestamp pts, Timestamp dts, Duration gap, int epoch) {}
