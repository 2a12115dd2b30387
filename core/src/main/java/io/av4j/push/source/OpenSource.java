package io.av4j.push.source;

import io.av4j.time.Rational;

/** A source that was opened. The runner's thread uses and closes it. */
interface OpenSource extends AutoCloseable {
  /** Where it is, without secrets. */
  String shown();

  /** Frames a second; 0/1 where unknown. */
  Rational frameRate();

  SourceStreams streams();

  /** Tells the programme what will come, before it is played. */
  void announce(Programme programme);

  /**
   * Plays to the end, or to {@link #endReading}. An interrupt of the thread breaks it off.
   *
   * @throws RuntimeException or an Error, what went wrong first
   */
  void play(Programme programme, SourceTimeline timeline, Pacing pacing);

  /**
   * Makes this the end of the source; what was read runs through. From any thread, which it does
   * not hold up; before, while and after it is played.
   */
  void endReading();

  @Override
  void close();
}
