package io.av4j.push.destination;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Decides what of a queue is left out when its destination does not keep up, so that what remains
 * can be decoded: video before audio, and no frame that refers to one that is missing. A value; it
 * reads no clock.
 *
 * <p>By the media time that waits: from 0.7 s on, frames that no other refers to are left out; from
 * 0.9 s on, all frames up to the next keyframe; where audio waits for 1.4 s, all video in its way;
 * beyond the bound, all that is older than the newest keyframe, audio included. The first two are
 * OBS's numbers (its {@code rtmp-stream.c}).
 *
 * @param disposableNanos from here on disposable frames are left out
 * @param untilKeyNanos from here on all frames up to a keyframe are
 * @param audioNanos behind video that does not get through, audio does not wait longer than this
 * @param boundNanos the most video that may wait
 * @param audioBoundNanos the most audio that may wait
 * @param mostPackets the most packets that may wait, for media whose times do not rise
 * @param mostBytes the most bytes that may wait, for the same
 */
record DropPolicy(
    long disposableNanos,
    long untilKeyNanos,
    long audioNanos,
    long boundNanos,
    long audioBoundNanos,
    int mostPackets,
    long mostBytes) {
  private static final long DISPOSABLE = TimeUnit.MILLISECONDS.toNanos(700);
  private static final long UNTIL_KEY = TimeUnit.MILLISECONDS.toNanos(900);
  private static final long AUDIO = TimeUnit.MILLISECONDS.toNanos(1400);
  // Ten times what media of that length is made of, so that its times decide and not these.
  private static final int PACKETS_PER_SECOND = 1000;
  private static final long BYTES_PER_SECOND = 8 << 20;

  /** What is to be done about a packet that comes. */
  enum Verdict {
    /** It waits with the others. */
    ENTER,
    /** It is left out as {@link DropReason#DISPOSABLE}. */
    DROP_DISPOSABLE,
    /** It is left out as {@link DropReason#UNTIL_KEY}, and a keyframe is needed. */
    DROP_UNTIL_KEY,
    /** It is left out as {@link DropReason#AUDIO}. */
    DROP_AUDIO,
    /** All video that waits is left out before it enters, and a keyframe is needed. */
    MAKE_ROOM_OF_VIDEO,
    /** All that waits with an earlier time is left out before it enters. */
    MAKE_ROOM_OF_OLDER,
    /** All that waits is left out before it enters. */
    MAKE_ROOM_OF_ALL
  }

  /**
   * A queue, as a packet that comes sees it.
   *
   * @param aheadNanos media of its kind that waits in front of it
   * @param waitingNanos media that waits, video or audio, whichever is more
   * @param needsKey whether a frame of the video is missing, so that only a keyframe can follow
   * @param packets that wait
   * @param frames how many of them are video
   * @param bytes of them
   */
  record QueueView(
      long aheadNanos, long waitingNanos, boolean needsKey, int packets, int frames, long bytes) {}

  /**
   * The usual numbers.
   *
   * @param bound the most video that may wait; audio may wait twice as long
   * @param extraBacklog how much longer all may wait
   */
  static DropPolicy of(Duration bound, Duration extraBacklog) {
    long extra = extraBacklog.toNanos();
    long seconds = 1 + bound.plus(extraBacklog).toSeconds();
    return new DropPolicy(
        DISPOSABLE + extra,
        UNTIL_KEY + extra,
        AUDIO + extra,
        bound.toNanos() + extra,
        2 * bound.toNanos() + extra,
        (int) Math.min(Integer.MAX_VALUE, KeptGop.MOST_PACKETS + PACKETS_PER_SECOND * seconds),
        KeptGop.MOST_BYTES + BYTES_PER_SECOND * seconds);
  }

  /** What is to be done about a packet. Reads its data only where that decides. */
  Verdict decide(QueueView view, EncodedPacket packet) {
    boolean full = view.packets() >= mostPackets || view.bytes() >= mostBytes;
    if (!packet.video()) {
      return decideAudio(view, full);
    }
    if (packet.key()) {
      return decideKey(view, full);
    }
    if (view.needsKey() || full || view.aheadNanos() > untilKeyNanos) {
      return Verdict.DROP_UNTIL_KEY;
    }
    return view.aheadNanos() > disposableNanos && packet.disposable()
        ? Verdict.DROP_DISPOSABLE
        : Verdict.ENTER;
  }

  private Verdict decideAudio(QueueView view, boolean full) {
    boolean tooMuch = full || view.aheadNanos() > audioBoundNanos;
    if (view.frames() > 0 && (tooMuch || view.aheadNanos() > audioNanos)) {
      return Verdict.MAKE_ROOM_OF_VIDEO;
    }
    return tooMuch ? Verdict.DROP_AUDIO : Verdict.ENTER;
  }

  private Verdict decideKey(QueueView view, boolean full) {
    if (full) {
      return Verdict.MAKE_ROOM_OF_ALL;
    }
    return Math.max(view.aheadNanos(), view.waitingNanos()) > boundNanos
        ? Verdict.MAKE_ROOM_OF_OLDER
        : Verdict.ENTER;
  }
}
