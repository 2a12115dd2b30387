package io.av4j.push.rendition;

import io.av4j.clock.NanoClock;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
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
  // Its methods are that thread's, but for those it says are not.
  private final VideoWork work;
  private final Pipeline pipeline;
  private final Worker worker;
  private final Inlet<VideoFrame> inlet;

  // Any thread.
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private VideoEncodeThread(EncodeJob job, VideoWork work, NanoClock clock) {
    this.work = work;
    this.pipeline = Pipeline.named(job.push() + "-" + job.rendition(), clock);
    this.worker = pipeline.worker("encode", QueueLimits.FRAMES);
    this.inlet = worker.video(work);
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
    VideoWork work = new VideoWork(job, packets, load, clock, listener);
    VideoEncodeThread made = new VideoEncodeThread(job, work, clock);
    work.filterAtFirst();
    made.worker.execute(work::open);
    made.pipeline.onEnd(made::ended);
    made.pipeline.start();
    return made;
  }

  private void ended(Ending how) {
    try {
      work.ended(how);
    } finally {
      ended.complete(null);
    }
  }

  /** What it was started for. */
  public EncodeJob job() {
    return work.job();
  }

  /** What frames should be, so that nothing is left to scale. Once it has opened. */
  public VideoFormat format() {
    // The colours are the source's.
    return work.requireOpened().encoding().settings().format().withColor(ColorProperties.UNKNOWN);
  }

  /** FFmpeg's own name of the encoder; null until it has opened. */
  public @Nullable String encoderName() {
    EncoderOpening.Opened now = work.opened();
    return now == null ? null : now.name();
  }

  /**
   * What the packets are like, for the caller to close. Once, when it has opened, though it may
   * have failed since.
   *
   * @throws IllegalStateException if it has not opened, was closed, or they were taken
   */
  public CodecParameters takeParameters() {
    CodecParameters made = work.takeParameters();
    if (made == null) {
      throw new IllegalStateException(job().rendition() + ": there are no parameters to take");
    }
    return made;
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
    EncoderOpening.Opened now = work.opened();
    if (now != null) {
      now.encoder().requestKeyFrame();
    }
  }

  /** Whether {@link #changeBitRate} has an effect. */
  public boolean canChangeBitRate() {
    return work.bitRate() != null;
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
    work.requireOpened().encoding().withBitsPerSecond(bitsPerSecond);
    BitRate rate = work.bitRate();
    if (rate == null) {
      throw new IllegalStateException(
          job().rendition() + ": " + encoderName() + " cannot change its bit rate while it runs");
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
    BitRate rate = work.bitRate();
    EncoderOpening.Opened now = work.opened();
    if (rate != null) {
      return OptionalLong.of(rate.target());
    }
    return now == null ? OptionalLong.empty() : now.encoding().bitsPerSecond();
  }

  /** Other filters from the next frame on, null for none, as {@link LiveFilter#change} says. */
  public CompletableFuture<Void> filter(@Nullable String description) {
    return work.filter().change(description);
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
    pipeline.cancel();
    work.discard();
  }
}
