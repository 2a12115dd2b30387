package io.av4j.push;

import io.av4j.clock.NanoClock;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.flow.InletClosedException;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The programme as the renditions see it: pictures and sound on one time line that begins with the
 * push and never stands still. Where the source is silent, a filler speaks.
 */
final class Playout implements AutoCloseable {
  private static final Rational SLATE_RATE = new Rational(25, 1);
  private static final long NONE = Long.MIN_VALUE;
  // Later than this, a picture is left out where an encoder is busy.
  private static final long LATE_MICROS = 1_000_000;
  // Sound that was there already by more than this, as silence in its place, is left out.
  private static final long OVERLAP_MICROS = 50_000;

  private final PushPlan plan;
  private final List<RenditionOutput> outputs;
  private final NanoClock clock;
  private volatile long start;
  private boolean begun;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable AudioBranch audio;
  private Rational frameRate = Rational.UNSET;
  private @Nullable VideoFrame last;
  private @Nullable VideoFrame slate;
  private volatile boolean open;
  private boolean soundless;
  private long videoAt = NONE;
  private volatile long videoWall = NONE;
  private long audioEnd = NONE;
  private long audioWall = NONE;
  private final AtomicLong fillers = new AtomicLong();
  private volatile long reached;

  Playout(PushPlan plan, List<RenditionOutput> outputs, NanoClock clock) {
    this.plan = plan;
    this.outputs = outputs;
    this.clock = clock;
    this.start = clock.nanoTime();
  }

  /** Now, on the programme's time line. */
  long nowMicros() {
    return TimeUnit.NANOSECONDS.toMicros(clock.nanoTime() - start);
  }

  /** The programme begins now, where it has not yet. */
  void begin() {
    lock.lock();
    try {
      if (!begun) {
        begun = true;
        start = clock.nanoTime();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How far the programme is. */
  long reachedMicros() {
    return reached;
  }

  long fillers() {
    return fillers.get();
  }

  Rational frameRate() {
    return frameRate;
  }

  /** Opens the encoders, once, with what the first source says. */
  void open(Rational rate) {
    lock.lock();
    try {
      if (open) {
        return;
      }
      open = true;
      frameRate = rate;
      AudioEncoding sound = plan.audio();
      if (plan.encodes() && sound != null) {
        audio = new AudioBranch(plan.name() + "-audio", sound, packet -> sendAudio(packet));
      }
      for (RenditionOutput output : outputs) {
        if (!output.isCopy()) {
          output.open(rate, soundParameters());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void sendAudio(Packet packet) {
    for (RenditionOutput output : outputs) {
      if (!output.isCopy()) {
        output.send(packet, false);
      }
    }
  }

  /** Whether the present source has no sound, so that silence goes with its pictures. */
  void setSoundless(boolean none) {
    lock.lock();
    try {
      soundless = none;
    } finally {
      lock.unlock();
    }
  }

  /** Reads the picture that fills in, where the plan names one, and begins to connect. */
  void loadSlate() {
    String picture = plan.slate();
    if (picture == null || !plan.encodes()) {
      return;
    }
    try (MediaInput input = MediaInput.open(picture);
        FrameReader<VideoFrame> frames = input.videoFrames()) {
      VideoFrame first = frames.next();
      if (first != null) {
        slate = first.newRef();
        open(SLATE_RATE);
      }
    }
  }

  /** A picture of the source. */
  void video(VideoFrame frame) {
    Timestamp pts = frame.pts();
    if (pts == null) {
      return;
    }
    lock.lock();
    try {
      give(frame, pts.toMicros());
      if (soundless) {
        silenceTo(pts.toMicros());
      }
      if (last != null) {
        last.close();
      }
      last = frame.newRef();
    } finally {
      lock.unlock();
    }
  }

  private void give(VideoFrame frame, long at) {
    if (videoAt != NONE && at <= videoAt) {
      // A filler was there before it.
      return;
    }
    videoAt = at;
    videoWall = clock.nanoTime();
    reached = Math.max(reached, at);
    boolean late = nowMicros() - at > LATE_MICROS;
    for (RenditionOutput output : outputs) {
      if (!output.isCopy()) {
        output.video(frame, late);
      }
    }
  }

  /** Sound of the source. */
  void audio(AudioFrame frame) {
    Timestamp pts = frame.pts();
    lock.lock();
    try {
      AudioBranch encoder = audio;
      if (encoder == null || pts == null) {
        return;
      }
      if (audioEnd != NONE && pts.toMicros() < audioEnd - OVERLAP_MICROS) {
        return;
      }
      Timestamp lasts = frame.duration();
      audioEnd = pts.toMicros() + (lasts == null ? 0 : lasts.toMicros());
      audioWall = clock.nanoTime();
      reached = Math.max(reached, audioEnd);
      encoder.feed(frame);
    } finally {
      lock.unlock();
    }
  }

  /** Fills in for a source that is silent. A few times a second, from a thread of its own. */
  void tick() {
    // Whoever holds it gives media just now.
    if (!lock.tryLock()) {
      return;
    }
    try {
      if (!begun || (videoWall == NONE && slate == null)) {
        return;
      }
      long silence = plan.timing().silence().toNanos();
      long now = clock.nanoTime();
      if (videoWall == NONE || now - videoWall > silence) {
        fill(nowMicros());
      }
      if (audioEnd != NONE && now - audioWall > silence) {
        silenceTo(nowMicros());
      }
    } catch (CancellationException | InletClosedException e) {
      // The push ends.
    } finally {
      lock.unlock();
    }
  }

  private void fill(long at) {
    VideoFrame picture = slate != null ? slate : last;
    if (picture == null) {
      return;
    }
    long wall = videoWall;
    try (VideoFrame copy = picture.newRef()) {
      copy.setPts(Timestamp.ofMicros(Math.max(at, videoAt == NONE ? at : videoAt + 1000)));
      copy.setDuration(null);
      give(copy, copy.pts() == null ? at : copy.pts().toMicros());
      fillers.incrementAndGet();
    }
    // Still silent: the next tick is to fill as well.
    videoWall = wall;
    if (soundless || audioEnd == NONE) {
      silenceTo(at);
    }
  }

  private void silenceTo(long at) {
    AudioBranch encoder = audio;
    if (encoder != null) {
      audioEnd = encoder.silence(audioEnd == NONE ? Math.min(at, videoAt) : audioEnd, at);
    }
  }

  /** Where the next source is to begin: behind what was given, or now if that is later. */
  Timestamp nextStart(Timestamp behind) {
    lock.lock();
    try {
      long wanted = behind.toMicros();
      // A source that follows at once follows without a gap, though its predecessor ran ahead.
      long now = nowMicros();
      return Timestamp.ofMicros(
          now - wanted > TimeUnit.NANOSECONDS.toMicros(plan.timing().silence().toNanos())
              ? now
              : wanted);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a filler has taken the place of the source. */
  boolean isFilling() {
    long wall = videoWall;
    return open && wall != NONE && clock.nanoTime() - wall > plan.timing().silence().toNanos();
  }

  private @Nullable CodecParameters soundParameters() {
    AudioBranch sound = audio;
    return sound == null ? null : sound.parameters();
  }

  /** Encodes another way from now on. */
  void change(RenditionOutput output, VideoEncoding encoding) {
    lock.lock();
    try {
      output.encode(encoding, frameRate, soundParameters());
    } finally {
      lock.unlock();
    }
  }

  /** Drains the encoders. */
  void finish() {
    AudioBranch sound = audio;
    if (sound != null) {
      sound.finish(plan.timing().write());
    }
    outputs.forEach(RenditionOutput::finishEncoder);
  }

  @Override
  public void close() {
    AudioBranch sound = audio;
    if (sound != null) {
      sound.close();
    }
    outputs.forEach(RenditionOutput::close);
    if (last != null) {
      last.close();
    }
    if (slate != null) {
      slate.close();
    }
  }
}
