package io.av4j.pipeline;

import java.time.Duration;

/**
 * What waits in front of a {@link Worker} at one moment.
 *
 * @param worker its name
 * @param items packets or frames
 * @param bytes of their data; 0 for frames where the queue is not bounded by bytes
 * @param mediaTime how long they last, as far as their durations are known
 * @param limits where the queue is full
 */
public record QueueDepth(
    String worker, int items, long bytes, Duration mediaTime, QueueLimits limits) {}
