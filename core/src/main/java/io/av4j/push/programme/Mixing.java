package io.av4j.push.programme;

import io.av4j.MediaException;
import io.av4j.clock.NanoClock;
import io.av4j.flow.InletClosedException;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFrame;
import io.av4j.pipeline.Deadline;
import io.av4j.push.rendition.EncodeThread;
import io.av4j.push.rendition.LiveFilter;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a mixer does on its thread: gives the source's frames to the encoders, and fills in where
 * the source is silent. Of the mixer's thread, but for what says otherwise.
 */
final class Mixing implements Deadline, AutoCloseable {
  private final NanoClock clock;
  private final MixerListener listener;
  private final ProgrammeClock time;
  private final VideoLanes lanes = new VideoLanes();

  // Any thread.
  private final Slate slate = new Slate();
  private final LiveFilter filter;
  private volatile long reached;
  private final AtomicLong fillers = new AtomicLong();

  private @Nullable AudioLane audio;
  private @Nullable VideoFrame last;
  private SourceAudio sourceAudio = SourceAudio.PRESENT;
  private boolean refusing;

  Mixing(Duration silence, NanoClock clock, MixerListener listener) {
    this.clock = clock;
    this.listener = listener;
    this.time = new ProgrammeClock(silence);
    this.filter = new LiveFilter(listener::filterFailed);
  }

  /** For any thread. */
  Slate slate() {
    return slate;
  }

  /** For any thread. */
  LiveFilter filter() {
    return filter;
  }

  /** For any thread. */
  long reachedMicros() {
    return reached;
  }

  /** For any thread. */
  long fillers() {
    return fillers.get();
  }

  void begin(long nowNanos) {
    time.begin(nowNanos);
  }

  void outputs(List<MixerOutput> outputs) {
    lanes.replace(outputs);
  }

  /** Takes the lane over. */
  void audioTo(@Nullable AudioLane lane) {
    if (audio != null) {
      audio.close();
    }
    audio = lane;
  }

  void sourceAudio(SourceAudio whether) {
    sourceAudio = whether;
  }

  /** A frame of the source. */
  void video(VideoFrame frame) {
    Timestamp pts = frame.pts();
    if (pts == null) {
      return;
    }
    long at = pts.toMicros();
    if (time.takesVideo(at)) {
      if (!give(frame, () -> time.patience(at, clock.nanoTime()))) {
        return;
      }
      boolean filled = time.isFilling();
      time.gaveVideo(at, clock.nanoTime());
      if (filled) {
        listener.fillerEnded();
      }
    }
    if (sourceAudio == SourceAudio.NONE) {
      silenceTo(at);
    }
    if (last != null) {
      last.close();
    }
    last = frame.newRef();
    reached = time.reachedMicros();
  }

  /** Whether the frame could be given; what an encoder makes of it is another matter. */
  private boolean give(VideoFrame frame, Supplier<Duration> patience) {
    try {
      filter.feed(frame, filtered -> lanes.give(filtered, patience));
      refusing = false;
      return true;
    } catch (MediaException e) {
      if (!refusing) {
        refusing = true;
        listener.frameRefused(e);
      }
      return false;
    }
  }

  /** Audio of the source. */
  void audio(AudioFrame frame) {
    AudioLane lane = audio;
    Timestamp pts = frame.pts();
    if (lane == null || pts == null || !time.takesAudio(pts.toMicros())) {
      return;
    }
    try {
      if (lane.give(frame, pts, time.patience(pts.toMicros(), clock.nanoTime()))) {
        time.gaveAudio(lane.endMicros(), clock.nanoTime());
        reached = time.reachedMicros();
      }
    } catch (InletClosedException e) {
      audioTo(null);
    }
  }

  private void silenceTo(long at) {
    AudioLane lane = audio;
    if (lane != null) {
      try {
        lane.silence(time.silenceFrom(at), at);
        time.gaveSilence(lane.endMicros(), clock.nanoTime());
      } catch (InletClosedException e) {
        audioTo(null);
      }
    }
  }

  @Override
  public long nextNanos() {
    long filler = last != null || slate.isSet() ? time.fillerDue() : NanoClock.NEVER;
    long silence =
        audio != null && sourceAudio == SourceAudio.PRESENT ? time.silenceDue() : NanoClock.NEVER;
    return Math.min(filler, silence);
  }

  @Override
  public void passed() {
    long now = clock.nanoTime();
    if (clock.isPast(time.fillerDue())) {
      fill(now);
    }
    if (sourceAudio == SourceAudio.PRESENT && clock.isPast(time.silenceDue())) {
      silenceTo(time.micros(now));
    }
  }

  private void fill(long now) {
    try (VideoFrame frame = filler()) {
      if (frame == null) {
        return;
      }
      long at = time.fillerTime(now);
      frame.setPts(Timestamp.ofMicros(at));
      frame.setDuration(null);
      boolean first = !time.isFilling();
      time.gaveFiller(at, now);
      fillers.incrementAndGet();
      reached = time.reachedMicros();
      if (first) {
        listener.fillerBegan();
      }
      // One more comes at once: nobody waits for an encoder for its sake.
      boolean unused = give(frame, () -> Duration.ZERO);
      if (sourceAudio == SourceAudio.NONE) {
        silenceTo(at);
      }
    }
  }

  private @Nullable VideoFrame filler() {
    VideoFrame shown = slate.newRef();
    if (shown != null) {
      return shown;
    }
    return last == null ? null : last.newRef();
  }

  /** Gives what the filters still hold: nothing comes any more. */
  void flush() {
    filter.flush(frame -> lanes.give(frame, () -> ProgrammeClock.LATE));
  }

  /** The encoders that are given to. */
  List<EncodeThread<?>> encoders() {
    List<EncodeThread<?>> all = new ArrayList<>();
    lanes.outputs().forEach(output -> all.add(output.encoder()));
    if (audio != null) {
      all.add(audio.encoder());
    }
    return all;
  }

  /** Frees the frames, the scalers and the filters; the encoders stay their owners'. */
  @Override
  public void close() {
    lanes.close();
    audioTo(null);
    filter.close();
    slate.close();
    if (last != null) {
      last.close();
      last = null;
    }
  }
}
