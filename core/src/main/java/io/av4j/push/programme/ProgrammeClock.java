package io.av4j.push.programme;

import io.av4j.clock.NanoClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Where a programme is, what of a source comes too late for it, and when a filler is due. Pure
 * arithmetic; serves one thread. Micros are on the programme's time line, nanos are a clock's.
 *
 * <p>Fillers do not count as the source's activity: once begun they go on until the source gives
 * something again that is not behind them.
 */
final class ProgrammeClock {
  private static final long NONE = Long.MIN_VALUE;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Later than this, a frame is left out where an encoder is busy. */
  static final Duration LATE = Duration.ofSeconds(1);

  // Audio that was there already by more than this, as silence in its place, is left out.
  private static final long OVERLAP_MICROS = 50_000;
  // A filler comes at least so far behind what was before it.
  private static final long LEAST_STEP_MICROS = 1000;

  private final long silenceNanos;
  private long startNanos = NONE;
  private long videoAt = NONE;
  private long videoSeen = NONE;
  private long filledAt = NONE;
  private long audioEnd = NONE;
  private long audioSeen = NONE;
  private long silencedAt = NONE;
  private long reached;

  /**
   * @param silence how long the source may give nothing before a filler takes its place
   */
  ProgrammeClock(Duration silence) {
    this.silenceNanos = silence.toNanos();
  }

  /** The programme's time begins; only the first call counts. */
  void begin(long nowNanos) {
    if (startNanos == NONE) {
      startNanos = nowNanos;
    }
  }

  /** The programme's time; zero until it begins. */
  long micros(long nowNanos) {
    return startNanos == NONE ? 0 : TimeUnit.NANOSECONDS.toMicros(nowNanos - startNanos);
  }

  /** How far the programme is. */
  long reachedMicros() {
    return reached;
  }

  /** How long an encoder that is busy may be waited for with that frame: until it is late. */
  Duration patience(long atMicros, long nowNanos) {
    long late = TimeUnit.MICROSECONDS.toNanos(micros(nowNanos) - atMicros);
    Duration left = LATE.minusNanos(late);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Whether a frame is behind all that were given, and not before or at the last filler. */
  boolean takesVideo(long atMicros) {
    return videoAt == NONE || atMicros > videoAt;
  }

  /** A frame of the source is given. */
  void gaveVideo(long atMicros, long nowNanos) {
    videoAt = atMicros;
    videoSeen = nowNanos;
    filledAt = NONE;
    reached = Math.max(reached, atMicros);
    if (audioSeen == NONE) {
      // From here on audio is missed.
      audioSeen = nowNanos;
    }
  }

  /** Whether audio that begins there does not lie where silence was given. */
  boolean takesAudio(long atMicros) {
    return audioEnd == NONE || atMicros >= audioEnd - OVERLAP_MICROS;
  }

  /** Audio of the source is given. */
  void gaveAudio(long endMicros, long nowNanos) {
    audioEnd = endMicros;
    audioSeen = nowNanos;
    silencedAt = NONE;
    reached = Math.max(reached, endMicros);
  }

  /** Whether a filler was given since the source last gave a frame. */
  boolean isFilling() {
    return filledAt != NONE;
  }

  /** When the next filler is due, given that there is a frame to fill with. */
  long fillerDue() {
    if (startNanos == NONE) {
      return NanoClock.NEVER;
    }
    if (filledAt != NONE) {
      return filledAt + TICK_NANOS;
    }
    return videoSeen == NONE ? startNanos : videoSeen + silenceNanos;
  }

  /** Where on the time line a filler goes now. */
  long fillerTime(long nowNanos) {
    long now = micros(nowNanos);
    return videoAt == NONE ? now : Math.max(now, videoAt + LEAST_STEP_MICROS);
  }

  /** A filler is given. */
  void gaveFiller(long atMicros, long nowNanos) {
    if (audioSeen == NONE) {
      // A programme that begins with a filler begins with silence too.
      audioSeen = nowNanos - silenceNanos;
    }
    videoAt = atMicros;
    filledAt = nowNanos;
    reached = Math.max(reached, atMicros);
  }

  /** When silence is due in place of audio that is missed. */
  long silenceDue() {
    if (startNanos == NONE || audioSeen == NONE) {
      return NanoClock.NEVER;
    }
    long missed = audioSeen + silenceNanos;
    return silencedAt == NONE ? missed : Math.max(missed, silencedAt + TICK_NANOS);
  }

  /** Where silence up to that time begins: behind the audio, or with the newest frame. */
  long silenceFrom(long toMicros) {
    if (audioEnd != NONE) {
      return audioEnd;
    }
    return videoAt == NONE ? toMicros : Math.min(toMicros, videoAt);
  }

  /** Silence is given. */
  void gaveSilence(long endMicros, long nowNanos) {
    audioEnd = Math.max(audioEnd, endMicros);
    silencedAt = nowNanos;
  }

  /** Where the next source begins: behind the one before, or now where that is long over. */
  static long nextStart(long behindMicros, long nowMicros, Duration silence) {
    // A source that follows at once follows without a gap, though its predecessor ran ahead.
    return nowMicros - behindMicros > TimeUnit.NANOSECONDS.toMicros(silence.toNanos())
        ? nowMicros
        : behindMicros;
  }
}
