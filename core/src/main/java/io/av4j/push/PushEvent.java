package io.av4j.push;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change in the life of a push.
 *
 * @param sequence from 1, without a gap
 * @param at when
 * @param push its name
 * @param subject the destination or rendition it is about, or {@code source}, or {@code push}
 * @param change what, in a word or the two states, for example {@code LIVE -> RECONNECTING}
 * @param attempt how often the destination has tried to connect so far; 0 for other subjects
 * @param fault why, where something went wrong
 */
public record PushEvent(
    long sequence,
    Instant at,
    String push,
    String subject,
    String change,
    int attempt,
    @Nullable Fault fault) {}
