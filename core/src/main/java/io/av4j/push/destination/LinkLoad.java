package io.av4j.push.destination;

import java.util.OptionalLong;

/**
 * How well a destination takes what is sent, as a control of bit rate wants to know it.
 *
 * @param waitingNanos media that waits
 * @param sentBitsPerSecond what went through in the last second; empty before there is one
 * @param blocked the part of that second that was spent in writing, 0 to 1
 * @param live whether the server has the stream
 */
public record LinkLoad(
    long waitingNanos, OptionalLong sentBitsPerSecond, double blocked, boolean live) {}
