package io.av4j.push.status;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A destination at one moment. Immutable. Counts are since the start of the push.
 *
 * @param name of the destination
 * @param rendition it is of
 * @param state what it is doing
 * @param since when that began
 * @param attempts to connect
 * @param reconnects connections made after the first
 * @param lastFault the last thing that went wrong, or null
 * @param nextAttempt when the next attempt to connect is due; null where none is
 * @param outage time without a live connection, since the first was live
 * @param lastRecovery how long the last outage took, absent before the first
 * @param bytes written to all connections
 * @param bitsPerSecond of the last second; absent before there is one
 * @param frames video frames written
 * @param keyFrames of them
 * @param droppedInOutage packets that came while there was no connection, or before its first
 *     keyframe
 * @param droppedFrames video left out because the destination did not keep up
 * @param droppedAudio audio left out for that reason
 * @param queued media that waits
 * @param queuedBytes of it
 * @param blocked the part of the last second that was spent in writing; absent before there is one
 * @param writeP50 the time of a write
 * @param writeP99 the time that one write in a hundred exceeds
 * @param writeMax the longest
 */
public record DestinationSnapshot(
    String name,
    String rendition,
    DestinationState state,
    Instant since,
    int attempts,
    int reconnects,
    @Nullable Fault lastFault,
    @Nullable Instant nextAttempt,
    Duration outage,
    OptionalLong lastRecovery,
    long bytes,
    OptionalLong bitsPerSecond,
    long frames,
    long keyFrames,
    long droppedInOutage,
    long droppedFrames,
    long droppedAudio,
    Duration queued,
    long queuedBytes,
    OptionalDouble blocked,
    Duration writeP50,
    Duration writeP99,
    Duration writeMax) {}
