package io.av4j.push.source;

/**
 * What a source has of the two kinds of media that a push sends. Immutable.
 *
 * @param hasVideo whether there will be frames, or packets of a video stream
 * @param hasAudio whether there will be audio
 */
public record SourceStreams(boolean hasVideo, boolean hasAudio) {
  /** Video alone, as of what the program draws. */
  static final SourceStreams VIDEO = new SourceStreams(true, false);
}
