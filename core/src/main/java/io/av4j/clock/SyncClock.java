package io.av4j.clock;

import io.av4j.time.Timestamp;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides when pictures and sound are handed on, so that they stay together: a player's clock, and
 * that of a push.
 *
 * <p>The pictures follow a {@link Master}. They are asked about one by one, in order, and each
 * answer is counted as carried out. Where the sound is heard is told to the clock from time to
 * time; where the sound itself follows, it is asked about too. Times are those of one {@link
 * Timeline}, or of a file that needs none. From any thread.
 */
public final class SyncClock {
  private static final SyncAction.Emit EMIT = new SyncAction.Emit();
  private static final long SHORTEST_THRESHOLD = 40_000;
  private static final long LONGEST_THRESHOLD = 100_000;
  private static final long PAUSE = 1_000_000;
  private static final long PAUSE_NANOS = PAUSE * 1000;
  private static final long LONG_PAUSE = 5_000_000;
  // What is further apart does not belong together.
  private static final long NO_SYNC = 10_000_000;

  private final NanoClock clock;
  private final SyncOptions options;
  private final Master wanted;
  private final @Nullable FrameGrid grid;
  private final long longestWait;

  private final MediaClock sound = new MediaClock();
  private final MediaClock picture = new MediaClock();
  private final WallClock wall = new WallClock();
  private final AudioCorrection correction = new AudioCorrection();
  private final DriftMeter drift = new DriftMeter();
  private final SkewMeter skew = new SkewMeter();
  private final Map<ReanchorCause, Long> reanchors = new EnumMap<>(ReanchorCause.class);

  private Master master = Master.WALL;
  private int epoch;
  private boolean firstOfEpoch = true;
  private long lastAsked;
  private long shown;
  private long late;
  private long dropped;
  private long duplicated;
  private long gaps;
  private long fallBacks;
  private long catchUps;

  private SyncClock(NanoClock clock, SyncOptions options) {
    this.clock = clock;
    this.options = options;
    wanted = options.decidedMaster();
    grid = options.frameRate().isSet() ? new FrameGrid(options.frameRate()) : null;
    lastAsked = clock.nanoTime();
    longestWait = Micros.of(options.longestWait());
  }

  /** A clock that has seen nothing; the first frame sets it. */
  public static SyncClock of(NanoClock clock, SyncOptions options) {
    return new SyncClock(clock, options);
  }

  /**
   * Tells what part of the sound is heard at this moment. Twenty times a second is enough; after a
   * second without, the pictures follow the wall clock from where the sound was.
   *
   * @param heard the time of that part in the source, without what still waits in buffers
   * @param epochOfSound {@link #epoch()} when that part was handed on; sound of an older one is
   *     passed over
   */
  public synchronized void audioHeard(Timestamp heard, int epochOfSound) {
    long now = clock.nanoTime();
    long time = Micros.of(heard);
    if (epochOfSound != epoch || isStrange(time, now)) {
      return;
    }
    sound.set(time, now);
    drift.add(now, time);
  }

  /** Whether the sound is elsewhere than the pictures that were re-anchored without it. */
  private boolean isStrange(long time, long now) {
    return !sound.isSet() && wall.isSet() && Math.abs(time - wall.value(now)) >= NO_SYNC;
  }

  /**
   * Decides about a picture.
   *
   * @param pts when to show it
   * @param duration how long it lasts
   * @return {@link SyncAction.Wait} if it is to be asked about again, else what becomes of it
   */
  public synchronized SyncAction.Video video(
      Timestamp pts, Timestamp duration, Importance importance) {
    long now = clock.nanoTime();
    long time = Micros.of(pts);
    if (!follow(now)) {
      wall.anchor(time, now);
    }
    boolean stoodStill = now - lastAsked > PAUSE_NANOS;
    lastAsked = now;
    boolean droppable = importance == Importance.DROPPABLE && !firstOfEpoch;
    long early = time - value(now);
    boolean missed = early < -LONG_PAUSE && master == Master.WALL && isLive();
    if (missed && droppable) {
      late++;
      return drop();
    }
    if (missed || Math.abs(early) >= NO_SYNC) {
      return showAnchored(time, now, stoodStill ? ReanchorCause.PAUSE : ReanchorCause.NO_SYNC);
    }
    if (early < -PAUSE && master == Master.WALL) {
      catchUps++;
      wall.catchUpFrom(time, now);
      early = 0;
    }
    if (early > 0) {
      return new SyncAction.Wait(Micros.toDuration(Math.min(early, longestWait)));
    }
    if (early < -threshold(duration)) {
      late++;
      if (droppable) {
        return drop();
      }
    }
    return show(time, now, importance == Importance.NEEDED || firstOfEpoch);
  }

  private boolean isLive() {
    return options.source() == SyncOptions.Source.LIVE;
  }

  private static long threshold(Timestamp duration) {
    return Math.max(SHORTEST_THRESHOLD, Math.min(LONGEST_THRESHOLD, Micros.of(duration)));
  }

  private SyncAction.Video drop() {
    dropped++;
    return new SyncAction.Drop();
  }

  private SyncAction.Video show(long time, long now, boolean needed) {
    long places = grid == null ? 1 : grid.place(time);
    if (places == 0 && !needed) {
      return drop();
    }
    handedOn(time, now);
    if (grid == null || places <= 1) {
      return EMIT;
    }
    if (places - 1 > grid.most()) {
      gaps++;
      return new SyncAction.Gap(Micros.toDuration(grid.length(places - 1)));
    }
    duplicated += places - 1;
    return new SyncAction.Duplicate((int) (places - 1));
  }

  private SyncAction.Video showAnchored(long time, long now, ReanchorCause cause) {
    anchorAt(time, now, cause);
    show(time, now, true);
    return new SyncAction.Reanchor(epoch);
  }

  private void handedOn(long time, long now) {
    firstOfEpoch = false;
    shown++;
    skew.record(time - (sound.isFresh(now) ? sound.value(now) : value(now)));
    picture.set(time, now);
  }

  /**
   * Decides about a block of sound that follows another clock than itself, or whose times are to
   * agree with the number of its samples.
   *
   * @param pts when the source wants it heard
   * @param position when it would be heard if it were handed on now, without any correction: the
   *     master's time, or how far the samples handed on so far reach
   * @param samples of each channel, at least 1
   * @param sampleRate of each channel, at least 1
   */
  public synchronized SyncAction.Audio audio(
      Timestamp pts, Timestamp position, int samples, int sampleRate) {
    if (samples < 1 || sampleRate < 1) {
      throw new IllegalArgumentException(samples + " samples at a rate of " + sampleRate);
    }
    long distance = Micros.of(pts) - Micros.of(position);
    SyncAction.Audio action =
        Math.abs(distance) >= NO_SYNC ? null : correction.decide(distance, samples, sampleRate);
    if (action == null) {
      anchorAt(Micros.of(pts), clock.nanoTime(), ReanchorCause.NO_SYNC);
      return new SyncAction.Reanchor(epoch);
    }
    return action;
  }

  /**
   * Chooses the clock to follow. Where the master fell silent the wall clock goes on from its time.
   *
   * @return false if there is none yet
   */
  private boolean follow(long now) {
    MediaClock source = wanted == Master.AUDIO ? sound : wanted == Master.VIDEO ? picture : null;
    if (source != null && source.isFresh(now)) {
      master = wanted;
      return true;
    }
    if (master != Master.WALL && source != null && source.isSet()) {
      wall.anchor(source.value(now), now);
      fallBacks++;
    }
    master = Master.WALL;
    return wall.isSet();
  }

  private long value(long now) {
    return switch (master) {
      case AUDIO -> sound.value(now);
      case VIDEO -> picture.value(now);
      default -> wall.value(now);
    };
  }

  private void anchorAt(long time, long now, ReanchorCause cause) {
    forget(cause);
    wall.anchor(time, now);
  }

  private void forget(ReanchorCause cause) {
    epoch++;
    firstOfEpoch = true;
    reanchors.merge(cause, 1L, Long::sum);
    master = Master.WALL;
    sound.clear();
    picture.clear();
    wall.clear();
    correction.restart();
    drift.clear();
    if (grid != null) {
      grid.restart();
    }
  }

  /**
   * Forgets where time was, as after a seek: the next frame sets the clock.
   *
   * @return the new epoch, as {@link #epoch()}
   */
  public synchronized int reanchor() {
    forget(ReanchorCause.REQUEST);
    return epoch;
  }

  /** The number of the present run of time; counts up from 0 with each anchoring anew. */
  public synchronized int epoch() {
    return epoch;
  }

  /** The master's time at this moment, or null before the first frame. */
  public synchronized @Nullable Timestamp now() {
    long now = clock.nanoTime();
    return follow(now) ? Timestamp.ofMicros(value(now)) : null;
  }

  /** What was seen and done so far. */
  public synchronized SyncStatistics statistics() {
    return new SyncStatistics(
        master,
        epoch,
        shown,
        late,
        dropped,
        duplicated,
        gaps,
        fallBacks,
        catchUps,
        correction.silence(),
        correction.trimmed(),
        correction.compensated(),
        drift.ppm(),
        Map.copyOf(reanchors),
        skew.statistics());
  }
}
