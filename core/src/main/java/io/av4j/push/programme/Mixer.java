package io.av4j.push.programme;

import io.av4j.clock.NanoClock;
import io.av4j.flow.Inlet;
import io.av4j.flow.InletClosedException;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFrame;
import io.av4j.pipeline.Ending;
import io.av4j.pipeline.Pipeline;
import io.av4j.pipeline.QueueLimits;
import io.av4j.pipeline.Worker;
import io.av4j.push.rendition.AudioEncodeThread;
import io.av4j.push.rendition.EncodeThread;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The thread that holds the programme's time: one unbroken line that begins with the push. It gives
 * the encoders what one source after the other decodes, and fills in where the source is silent.
 *
 * <p>An encoder that hangs holds the others up once, until a frame is a second late; then its
 * frames are left out and counted. One that has failed is passed over. A source that breaks off
 * touches no encoder: its threads wait for this one at most.
 *
 * <p>All methods may be called from any thread, and none waits but the two sinks, each of which
 * serves one thread at a time. What is changed is changed from the next frame on; without effect
 * once the mixer has ended.
 */
public final class Mixer implements AutoCloseable {
  private static final long NONE = Long.MIN_VALUE;
  // A few frames of each kind, so that decoders and encoders work at the same time.
  private static final QueueLimits WAITING =
      new QueueLimits(8, Long.MAX_VALUE, Duration.ofSeconds(2));

  private final Duration silence;
  private final NanoClock clock;
  private final MixerListener listener;
  private final Pipeline pipeline;
  private final Worker worker;
  private final Inlet<VideoFrame> video;
  private final Inlet<AudioFrame> audio;
  // Its methods are the mixer's thread's, but for those it says are not.
  private final Mixing mixing;

  // Any thread.
  private final AtomicLong start = new AtomicLong(NONE);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private Mixer(String push, Duration silence, NanoClock clock, MixerListener listener) {
    this.silence = silence;
    this.clock = clock;
    this.listener = listener;
    this.mixing = new Mixing(silence, clock, listener);
    this.pipeline = Pipeline.named(push, clock);
    this.worker = pipeline.worker("mixer", WAITING);
    this.video = worker.video(new Frames());
    this.audio = worker.audio(mixing::audio);
  }

  /**
   * Starts a mixer, the programme's time of which has yet to {@link #begin()}.
   *
   * @param push the push's name, for that of the thread
   * @param silence how long a source may give nothing before a filler takes its place
   */
  public static Mixer start(
      String push, Duration silence, NanoClock clock, MixerListener listener) {
    Mixer made = new Mixer(push, silence, clock, listener);
    made.worker.deadline(made.mixing);
    made.pipeline.onEnd(made::end);
    made.pipeline.start();
    return made;
  }

  private final class Frames implements Sink<VideoFrame> {
    @Override
    public void accept(VideoFrame frame) {
      mixing.video(frame);
    }

    @Override
    public void end() {
      mixing.flush();
    }
  }

  /** What passes no end on. */
  private record Unended<T>(Sink<T> next) implements Sink<T> {
    @Override
    public void accept(T item) {
      next.accept(item);
    }
  }

  private void end(Ending how) {
    List<EncodeThread<?>> encoders = mixing.encoders();
    mixing.close();
    try {
      if (how instanceof Ending.Failed failed) {
        listener.failed(failed.cause());
      } else if (how instanceof Ending.Completed) {
        // All at once, so that the slowest alone decides how long it takes.
        encoders.forEach(EncodeThread::end);
        CompletableFuture<Void> unused =
            CompletableFuture.allOf(
                    encoders.stream().map(EncodeThread::ended).toArray(CompletableFuture[]::new))
                .thenRun(listener::drained);
      }
    } finally {
      ended.complete(null);
    }
  }

  /**
   * Where a source's frames go, on the programme's time line. It waits while the mixer is busy; its
   * end is without effect, for the next source goes on where the one before has ended.
   *
   * <p>It throws {@link InletClosedException} once the mixer has ended.
   */
  public Sink<VideoFrame> video() {
    return new Unended<>(video);
  }

  /** Where a source's audio goes; see {@link #video()}. */
  public Sink<AudioFrame> audio() {
    return new Unended<>(audio);
  }

  /** What comes behind all that was given so far has audio, or has none. */
  public void source(SourceAudio whether) {
    tell(() -> mixing.sourceAudio(whether));
  }

  /** The programme's time begins now, where it has not yet. */
  public void begin() {
    if (start.compareAndSet(NONE, clock.nanoTime())) {
      tell(() -> mixing.begin(start.get()));
    }
  }

  /** Where the next source begins: behind the one before, or now if that is long over. */
  public Timestamp nextStart(Timestamp behind) {
    long begun = start.get();
    long now = begun == NONE ? 0 : TimeUnit.NANOSECONDS.toMicros(clock.nanoTime() - begun);
    return Timestamp.ofMicros(ProgrammeClock.nextStart(behind.toMicros(), now, silence));
  }

  /** Gives to these encoders, which stay their owners'. */
  public void outputs(List<MixerOutput> outputs) {
    List<MixerOutput> wanted = List.copyOf(outputs);
    tell(() -> mixing.outputs(wanted));
  }

  /** Gives audio to this encoder, which stays its owner's; null for none. */
  public void audio(@Nullable AudioEncodeThread encoder) {
    if (encoder == null) {
      tell(() -> mixing.audioTo(null));
    } else {
      audio(encoder, encoder.format());
    }
  }

  /** Gives audio to this encoder, which takes silence of that format. */
  void audio(EncodeThread<AudioFrame> encoder, AudioFormat format) {
    tell(() -> mixing.audioTo(new AudioLane(encoder, format)));
  }

  /**
   * Shows this frame while no source gives any, instead of the last one; null for none.
   *
   * @param frame taken over, of the caller's own
   */
  public void slate(@Nullable VideoFrame frame) {
    mixing.slate().set(frame);
    // It may be due at once.
    tell(() -> {});
  }

  /**
   * Other filters for all that is encoded, slate and all, before it is scaled; null for none.
   *
   * @return see {@link io.av4j.push.rendition.LiveFilter#change}
   */
  public CompletableFuture<Void> filter(@Nullable String description) {
    return mixing.filter().change(description);
  }

  private void tell(Runnable change) {
    try {
      worker.execute(change);
    } catch (InletClosedException e) {
      // It has ended, and said so.
    }
  }

  /** How far the programme is. */
  public Duration reached() {
    return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(mixing.reachedMicros()));
  }

  /** Frames that took the place of a silent source. */
  public long fillers() {
    return mixing.fillers();
  }

  /**
   * Gives what it was given, and ends all encoders at the same time; {@link MixerListener#drained}
   * is told when the last one has ended. Nothing more is taken. Idempotent.
   */
  public void finish() {
    worker.end();
  }

  /** Completes, never exceptionally, when the thread has ended and freed what it had. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  /** Ends it at once. Idempotent; does not wait, and leaves the encoders to their owners. */
  @Override
  public void close() {
    pipeline.cancel();
  }
}
