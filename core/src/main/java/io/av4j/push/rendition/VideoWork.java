package io.av4j.push.rendition;

import io.av4j.clock.NanoClock;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import io.av4j.pipeline.Ending;
import io.av4j.push.destination.LinkLoad;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link VideoEncodeThread} does on its thread: opens the encoder, filters and encodes, and
 * frees all. Of that thread, but for what says otherwise.
 */
final class VideoWork implements Sink<VideoFrame> {
  private final EncodeJob job;
  private final Sink<? super Packet> packets;
  private final Supplier<? extends @Nullable LinkLoad> load;
  private final NanoClock clock;
  private final EncodeListener listener;
  private final LiveFilter filter;

  // Any thread.
  private final AtomicReference<@Nullable CodecParameters> parameters = new AtomicReference<>();
  private volatile boolean unwanted;

  // Read by any thread.
  private volatile EncoderOpening.@Nullable Opened opened;
  private volatile @Nullable BitRate bitRate;

  private @Nullable Sink<VideoFrame> encoder;

  VideoWork(
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
  }

  /** Has the job's filters tried before any others. Before the thread starts. */
  void filterAtFirst() {
    if (job.filter() != null) {
      CompletableFuture<Void> unused = filter.change(job.filter()).whenComplete(this::tried);
    }
  }

  private void tried(@Nullable Void applied, @Nullable Throwable refused) {
    if (refused != null && !(refused instanceof CancellationException)) {
      listener.filterFailed(job.rendition(), refused);
    }
  }

  /** Opens the encoder, and says so. */
  void open() {
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

  @Override
  public void accept(VideoFrame frame) {
    filter.feed(frame, encoder());
    BitRate rate = bitRate;
    if (rate != null) {
      rate.fit();
    }
  }

  @Override
  public void end() {
    filter.flush(encoder());
    encoder().end();
  }

  private Sink<VideoFrame> encoder() {
    Sink<VideoFrame> open = encoder;
    if (open == null) {
      throw new IllegalStateException("the encoder is not open");
    }
    return open;
  }

  /** Frees all, and then says how it ended. */
  void ended(Ending how) {
    filter.close();
    EncoderOpening.Opened had = opened;
    if (had != null) {
      had.encoder().close();
    }
    if (unwanted) {
      discard();
    }
    if (how instanceof Ending.Failed failed) {
      listener.failed(
          job.rendition(),
          job.token(),
          had == null ? EncodeListener.Stage.OPENING : EncodeListener.Stage.RUNNING,
          failed.cause());
    } else if (how instanceof Ending.Completed) {
      listener.drained(job.rendition(), job.token());
    }
  }

  // For any thread.

  EncodeJob job() {
    return job;
  }

  /** Null until it has opened. */
  EncoderOpening.@Nullable Opened opened() {
    return opened;
  }

  /**
   * What has opened.
   *
   * @throws IllegalStateException if nothing has yet
   */
  EncoderOpening.Opened requireOpened() {
    EncoderOpening.Opened now = opened;
    if (now == null) {
      throw new IllegalStateException(job.rendition() + ": the encoder is not open");
    }
    return now;
  }

  /** Null where it cannot be changed, or is not open yet. */
  @Nullable BitRate bitRate() {
    return bitRate;
  }

  LiveFilter filter() {
    return filter;
  }

  /** What the packets are like, once; null if that was taken, or is not known yet. */
  @Nullable CodecParameters takeParameters() {
    return parameters.getAndSet(null);
  }

  /** Nobody takes the parameters any more. */
  void discard() {
    unwanted = true;
    CodecParameters untaken = takeParameters();
    if (untaken != null) {
      untaken.close();
    }
  }
}
