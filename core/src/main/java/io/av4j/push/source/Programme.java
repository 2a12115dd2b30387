package io.av4j.push.source;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFrame;
import io.av4j.push.destination.StreamSet;
import io.av4j.time.Timestamp;

/**
 * What a {@link SourceRunner} plays into. All times are the programme's.
 *
 * <p>Threads: for each source, in this order, {@link #sourceStreams} and {@link #copyStreams} when
 * it is open, {@link #nextStart} when it begins, and then the media. The runner's thread calls all
 * but the two sinks of decoded media, which have a thread each while a file or stream is decoded,
 * and are never ended: the programme goes on behind the source.
 */
public interface Programme {
  /** Whether anything is encoded, so that sources have to be decoded. Any time it may change. */
  boolean decodes();

  /**
   * Where the next source begins.
   *
   * @param behind the end of what was played so far
   * @return that, or later where the programme has gone on by itself
   */
  Timestamp nextStart(Timestamp behind);

  /** What the source that was opened will give. */
  void sourceStreams(SourceStreams streams);

  /** Where decoded or drawn frames go; asked once for each play. */
  Sink<VideoFrame> video();

  /** Where decoded audio goes; asked once for each play. */
  Sink<AudioFrame> audio();

  /**
   * The streams of the source that was opened, as they are. Not for drawn ones.
   *
   * @param streams are taken over: the programme releases them
   * @param bitsPerSecond of both together, as the source says, else a usual number
   */
  void copyStreams(StreamSet streams, long bitsPerSecond);

  /**
   * A packet of those streams, on the programme's time. Must not block.
   *
   * @param packet lent
   * @param video whether it is of the video stream, and not of the audio stream
   */
  void copy(Packet packet, boolean video);

  /** The source waits, or has ended: what was given to {@link #copy} is to go. Must not block. */
  void flush();
}
