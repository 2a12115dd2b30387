package io.av4j.push.rendition;

import io.av4j.clock.NanoClock;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.filter.AudioFittingEncoder;
import io.av4j.flow.Inlet;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.pipeline.Ending;
import io.av4j.pipeline.Pipeline;
import io.av4j.pipeline.QueueLimits;
import io.av4j.pipeline.Worker;
import io.av4j.push.plan.AudioEncoding;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The thread that encodes the audio of a push, once for all renditions. It frees its encoder when
 * it ends, whoever ends it and however.
 *
 * <p>Its methods are for any thread and do not wait, but for {@link #offer}, which one thread at a
 * time may call.
 */
public final class AudioEncodeThread implements EncodeThread<AudioFrame>, AutoCloseable {
  private static final QueueLimits WAITING =
      new QueueLimits(256, Long.MAX_VALUE, Duration.ofSeconds(2));

  private final AudioFormat format;
  private final Consumer<? super Throwable> failures;
  private final AudioFittingEncoder encoder;
  private final CodecParameters parameters;
  private final Pipeline pipeline;
  private final Worker worker;
  private final Inlet<AudioFrame> inlet;

  // Any thread.
  private final AtomicLong leftOut = new AtomicLong();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private AudioEncodeThread(
      String push,
      AudioEncoderSettings settings,
      AudioFittingEncoder encoder,
      Sink<? super Packet> packets,
      NanoClock clock,
      Consumer<? super Throwable> failures) {
    this.format = settings.format();
    this.failures = failures;
    this.encoder = encoder;
    this.pipeline = Pipeline.named(push + "-audio", clock);
    this.worker = pipeline.worker("encode", WAITING);
    this.inlet = worker.audio(encoder.into(packets));
    // The last, as it is to be closed.
    this.parameters = encoder.parameters();
  }

  /**
   * Opens the encoder, on the calling thread as it takes a millisecond, and starts.
   *
   * @param push the push's name
   * @param packets gets what is encoded, on that thread; must not wait
   * @param failures gets why the encoder failed while it ran, once, on that thread; must not block
   *     or throw
   * @throws RuntimeException if the encoder does not open
   */
  public static AudioEncodeThread start(
      String push,
      AudioEncoding encoding,
      Sink<? super Packet> packets,
      NanoClock clock,
      Consumer<? super Throwable> failures) {
    AudioEncoderSettings settings = LiveSettings.of(encoding);
    AudioFittingEncoder encoder = AudioFittingEncoder.audio(settings, HeaderPlacement.GLOBAL);
    AudioEncodeThread made;
    try {
      made = new AudioEncodeThread(push, settings, encoder, packets, clock, failures);
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
    made.pipeline.onEnd(made::end);
    try {
      made.pipeline.start();
    } catch (RuntimeException | Error e) {
      // The machine gives no more threads; the encoder was freed at the pipeline's end.
      made.close();
      throw e;
    }
    return made;
  }

  private void end(Ending how) {
    encoder.close();
    try {
      if (how instanceof Ending.Failed failed) {
        failures.accept(failed.cause());
      }
    } finally {
      ended.complete(null);
    }
  }

  /** What silence for it should be like. */
  public AudioFormat format() {
    return format;
  }

  /** What the packets are like: a copy for the caller to close. Until {@link #close()}. */
  public CodecParameters copyParameters() {
    return parameters.copy();
  }

  @Override
  public boolean offer(AudioFrame frame, Duration timeout) {
    return inlet.offer(frame, timeout);
  }

  @Override
  public void leftOut() {
    leftOut.incrementAndGet();
  }

  /** Frames that were given up because it did not keep up. */
  public long framesLeftOut() {
    return leftOut.get();
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
    parameters.close();
  }
}
