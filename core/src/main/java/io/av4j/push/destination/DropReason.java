package io.av4j.push.destination;

/** Why a packet was left out. */
enum DropReason {
  /** It came while there was no connection, or before its first keyframe. */
  OUTAGE,
  /** Media waits, and no other frame refers to this one. */
  DISPOSABLE,
  /** Much media waits, or a frame before it is missing: video up to the next keyframe. */
  UNTIL_KEY,
  /** Video that waited and had to make room. */
  STALE,
  /** Audio that waited and had to make room, or found none. */
  AUDIO
}
