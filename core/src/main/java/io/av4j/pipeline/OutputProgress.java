package io.av4j.pipeline;

import io.av4j.time.Timestamp;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far one output of a pipeline is. What is not known yet, or not at all, is absent and never
 * zero.
 *
 * @param output where it goes, without secrets
 * @param frames pictures written; absent where there is no video
 * @param framesPerSecond pictures written a second of real time, since the start
 * @param time how far the media goes, from its start at zero; null before any
 * @param bitsPerSecond of media time so far, all tracks with the container's own bytes
 * @param speed media time by real time; 1 is real time
 * @param bytes handed to the file or connection
 * @param dropped pictures that an encoder was given and left out, as another was on their tick;
 *     absent where no video is encoded
 */
public record OutputProgress(
    String output,
    OptionalLong frames,
    OptionalDouble framesPerSecond,
    @Nullable Timestamp time,
    OptionalLong bitsPerSecond,
    OptionalDouble speed,
    OptionalLong bytes,
    OptionalLong dropped) {}
