package io.av4j.push.rendition;

import io.av4j.clock.NanoClock;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.filter.Fit;
import io.av4j.flow.Inlet;
import io.av4j.flow.InletClosedException;
import io.av4j.flow.Sink;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.pipeline.Ending;
import io.av4j.pipeline.Pipeline;
import io.av4j.pipeline.QueueLimits;
import io.av4j.pipeline.Worker;
import io.av4j.push.destination.LinkLoad;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that encodes the video of one rendition. It opens its encoder itself, so that nobody
 * waits for a driver, and frees it when it ends, whoever ends it and however.
 *
 * <pre>
 *   opening ──opened──► running ──end──► drained        close, from any of them: ended, and nothing
 *      └────────failed────┴─────failed─────┘            is told
 * </pre>
 *
 * <p>Its methods are for any thread and do not wait, but for {@link #offer}, which one thread at a
 * time may call.
 */
public final class VideoEncodeThread implements EncodeThread<VideoFrame>, AutoCloseable {
  private final EncodeJob job;
  private final EncodeListener listener;
  private final NanoClock clock;
  private final Pipeline pipeline;
  private final Worker worker;
  private final Inlet<VideoFrame> inlet;
  private final LiveFilter filter;
  private final Sink<? super Packet> packets;
  private final Supplier<? extends @Nullable LinkLoad> load;

  // Any thread.
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final AtomicReference<@Nullable CodecParameters> parameters = new AtomicReference<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closed;

  // Written by its own thread.
  private volatile EncoderOpening.@Nullable Opened opened;
  private volatile @Nullable BitRate bitRate;
  private @Nullable Sink<VideoFrame> encoder;

  private VideoEncodeThread(
      EncodeJob job,
      Sink<? super Packet> packets,
      Supplier<? extends @Nullable LinkLoad> load,
      NanoClock clock,
      EncodeListener listener) {
    this.job = job;
    this.packets = packets;
    this.load = load;
    this.clock = clock;
    this.listener = listener;
    this.filter = new LiveFilter(cause -> listener.filterFailed(job.rendition(), cause));
    this.pipeline = Pipeline.named(job.push() + "-" + job.rendition(), clock);
    this.worker = pipeline.worker("encode", QueueLimits.FRAMES);
    this.inlet = worker.video(new Frames());
  }

  /**
   * Starts a thread, which opens the encoder first.
   *
   * @param packets gets what is encoded, on that thread; must not wait
   * @param load of the only destination, asked on that thread; null where there are several or none
   */
  public static VideoEncodeThread start(
      EncodeJob job,
      Sink<? super Packet> packets,
      Supplier<? extends @Nullable LinkLoad> load,
      NanoClock clock,
      EncodeListener listener) {
    VideoEncodeThread made = new VideoEncodeThread(job, packets, load, clock, listener);
    if (job.filter() != null) {
      made.filter.change(job.filter()).whenComplete(made::firstFilter);
    }
    made.worker.execute(made::open);
    made.pipeline.onEnd(made::end);
    made.pipeline.start();
    return made;
  }

  private void firstFilter(@Nullable Void applied, @Nullable Throwable refused) {
    if (refused != null && !(refused instanceof CancellationException)) {
      listener.filterFailed(job.rendition(), refused);
    }
  }

  private void open() {
    EncoderOpening.Opened made = EncoderOpening.open(job);
    opened = made;
    parameters.set(made.encoder().parameters());
    OptionalLong bits = made.encoding().bitsPerSecond();
    if (made.encoder().canChangeBitRate() && bits.isPresent()) {
      bitRate =
          new BitRate(
              made.encoder(),
              bits.getAsLong(),
              job.audioBitsPerSecond(),
              load,
              clock,
              (from, to) -> listener.bitRateChanged(job.rendition(), from, to));
    }
    encoder = made.encoder().into(packets);
    listener.opened(
        job.rendition(), job.token(), made.name(), bitRate != null, made.replacements());
  }

  /** What the thread does with frames, once it has opened its encoder. */
  private final class Frames implements Sink<VideoFrame> {
    @Override
    public void accept(VideoFrame frame) {
      filter.feed(frame, next());
      BitRate rate = bitRate;
      if (rate != null) {
        rate.fit();
      }
    }

    @Override
    public void end() {
      filter.flush(next());
      next().end();
    }

    private Sink<VideoFrame> next() {
      Sink<VideoFrame> next = encoder;
      if (next == null) {
        throw new IllegalStateException("the encoder is not open");
      }
      return next;
    }
  }

  private void end(Ending how) {
    filter.close();
    EncoderOpening.Opened had = opened;
    if (had != null) {
      had.encoder().close();
    }
    if (closed) {
      discardParameters();
    }
    try {
      if (how instanceof Ending.Failed failed) {
        listener.failed(
            job.rendition(),
            job.token(),
            had == null ? EncodeListener.Stage.OPENING : EncodeListener.Stage.RUNNING,
            failed.cause());
      } else if (how instanceof Ending.Completed) {
        listener.drained(job.rendition(), job.token());
      }
    } finally {
      ended.complete(null);
    }
  }

  /** What it was started for. */
  public EncodeJob job() {
    return job;
  }

  /** What frames should be, so that nothing is left to scale. Once it has opened. */
  public VideoFormat format() {
    // The colours are the source's.
    return requireOpened().encoding().settings().format().withColor(ColorProperties.UNKNOWN);
  }

  /** How frames should be brought into the {@link #format()}. */
  public Fit fit() {
    return job.fit();
  }

  /** FFmpeg's own name of the encoder; null until it has opened. */
  public @Nullable String encoderName() {
    EncoderOpening.Opened now = opened;
    return now == null ? null : now.name();
  }

  /**
   * What the packets are like, for the caller to close. Once, when it has opened, though it may
   * have failed since.
   *
   * @throws IllegalStateException if it has not opened, was closed, or they were taken
   */
  public CodecParameters takeParameters() {
    CodecParameters made = parameters.getAndSet(null);
    if (made == null) {
      throw new IllegalStateException(job.rendition() + ": there are no parameters to take");
    }
    return made;
  }

  private EncoderOpening.Opened requireOpened() {
    EncoderOpening.Opened now = opened;
    if (now == null) {
      throw new IllegalStateException(job.rendition() + ": the encoder is not open");
    }
    return now;
  }

  @Override
  public boolean offer(VideoFrame frame, Duration timeout) {
    boolean took = inlet.offer(frame, timeout);
    if (took) {
      taken.incrementAndGet();
    }
    return took;
  }

  @Override
  public void leftOut() {
    leftOut.incrementAndGet();
  }

  /** Frames that it took. */
  public long framesTaken() {
    return taken.get();
  }

  /** Frames that were given up because it did not keep up. */
  public long framesLeftOut() {
    return leftOut.get();
  }

  /** Asks for the next frame to become a keyframe. Without effect until it has opened. */
  public void requestKeyFrame() {
    EncoderOpening.Opened now = opened;
    if (now != null) {
      now.encoder().requestKeyFrame();
    }
  }

  /** Whether {@link #changeBitRate} has an effect. */
  public boolean canChangeBitRate() {
    return bitRate != null;
  }

  /**
   * Changes the bit rate from the next frame on; fitting it to the destination begins there.
   * Without effect where it has ended.
   *
   * @throws IllegalArgumentException if the rate is not positive; nothing is changed
   * @throws IllegalStateException if the encoder cannot change it or is not open
   */
  public void changeBitRate(long bitsPerSecond) {
    // Checks; what would throw on the encoder's thread would end it.
    requireOpened().encoding().withBitsPerSecond(bitsPerSecond);
    BitRate rate = bitRate;
    if (rate == null) {
      throw new IllegalStateException(
          job.rendition() + ": " + encoderName() + " cannot change its bit rate while it runs");
    }
    try {
      rate.aim(bitsPerSecond);
      worker.execute(() -> rate.set(bitsPerSecond));
    } catch (InletClosedException e) {
      // Whoever has to know was told.
    }
  }

  /** What the encoder is set to now; absent where it aims at no rate, or is not open yet. */
  public OptionalLong targetBitsPerSecond() {
    BitRate rate = bitRate;
    EncoderOpening.Opened now = opened;
    if (rate != null) {
      return OptionalLong.of(rate.target());
    }
    return now == null ? OptionalLong.empty() : now.encoding().bitsPerSecond();
  }

  /** Other filters from the next frame on, null for none, as {@link LiveFilter#change} says. */
  public CompletableFuture<Void> filter(@Nullable String description) {
    return filter.change(description);
  }

  @Override
  public void end() {
    worker.end();
  }

  @Override
  public CompletableFuture<Void> ended() {
    return ended;
  }

  /** Ends it at once, with what it has taken. Idempotent; does not wait: see {@link #ended()}. */
  @Override
  public void close() {
    closed = true;
    pipeline.cancel();
    discardParameters();
  }

  private void discardParameters() {
    CodecParameters untaken = parameters.getAndSet(null);
    if (untaken != null) {
      untaken.close();
    }
  }
}
