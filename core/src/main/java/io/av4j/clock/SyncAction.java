package io.av4j.clock;

import java.time.Duration;

/**
 * What to do with a frame, as {@link SyncClock} decides. Sound is never dropped for being late, so
 * no action for it says so.
 */
public sealed interface SyncAction {

  /** What to do with a picture. */
  sealed interface Video extends SyncAction {}

  /** What to do with a piece of sound. */
  sealed interface Audio extends SyncAction {}

  /** Hand it on now. */
  record Emit() implements Video, Audio {}

  /**
   * It is early: wait that long and ask again.
   *
   * @param time above zero, and never above {@link SyncOptions#longestWait()}
   */
  record Wait(Duration time) implements Video {}

  /** Leave it out: it is late and a later one is there, or its place is taken. */
  record Drop() implements Video {}

  /**
   * Hand the picture before it on again, then this one.
   *
   * @param times how often, at least 1, together at most a second
   */
  record Duplicate(int times) implements Video {}

  /**
   * More is missing before it than repeating would hide. Fill it, then hand it on.
   *
   * @param length how much is missing, above a second
   */
  record Gap(Duration length) implements Video {}

  /**
   * Hand it on, stretched or squeezed inaudibly ({@code swr_set_compensation}). Replaces what was
   * said before.
   *
   * @param delta samples to add over the distance, or to take away where negative
   * @param distance over how many samples
   */
  record Compensate(int delta, int distance) implements Audio {}

  /**
   * Hand on silence, then it.
   *
   * @param samples how many of each channel, at least 1
   */
  record Silence(int samples) implements Audio {}

  /**
   * Cut off its beginning, going on with what follows it if it is too short, then hand it on.
   *
   * @param samples how many of each channel, at least 1
   */
  record Trim(int samples) implements Audio {}

  /**
   * Hand it on now; time goes on from it, and what was before no longer counts.
   *
   * @param epoch the number that {@link SyncClock#audioHeard} wants from here on
   */
  record Reanchor(int epoch) implements Video, Audio {}
}
