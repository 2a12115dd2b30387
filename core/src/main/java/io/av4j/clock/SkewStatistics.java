package io.av4j.clock;

import java.time.Duration;

/**
 * How far picture and sound were apart.
 *
 * @param count how many pictures were measured
 * @param last the latest, with its sign: above zero the sound is late, below zero the picture
 * @param p50 half of the sizes are not above it
 * @param p95 95 % of the sizes are not above it
 * @param p99 99 % of the sizes are not above it
 * @param max the largest size
 */
public record SkewStatistics(
    long count, Duration last, Duration p50, Duration p95, Duration p99, Duration max) {}
