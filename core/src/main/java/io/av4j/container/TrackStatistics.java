package io.av4j.container;

/**
 * What went into one track of an output.
 *
 * @param index the number of the track, from 0
 * @param packets packets written
 * @param bytes their coded data, without the container
 * @param repairedTimestamps packets whose dts fell, stood still where it may not, or passed the
 *     pts, and was moved as the ffmpeg program moves it
 */
public record TrackStatistics(int index, long packets, long bytes, long repairedTimestamps) {}
