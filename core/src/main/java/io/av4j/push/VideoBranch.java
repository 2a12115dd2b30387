package io.av4j.push;

import io.av4j.codec.CodecParameters;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.filter.Fit;
import io.av4j.filter.FittingEncoder;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import io.av4j.pipeline.Pipeline;
import io.av4j.pipeline.QueueLimits;
import io.av4j.pipeline.Worker;
import io.av4j.time.Rational;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The thread that scales and encodes the pictures of one rendition. Fed by one thread at a time.
 */
final class VideoBranch implements AutoCloseable {
  private static final Duration GLANCE = Duration.ofMillis(200);

  private final Pipeline pipeline;
  private final Worker worker;
  private final Encoder<VideoFrame> encoder;
  private final Sink<VideoFrame> inlet;
  private final AtomicLong fed = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile long target;

  /**
   * @param frameRate of the source, 0/1 where unknown
   * @param packets gets what is encoded, on this branch's thread
   */
  VideoBranch(String name, VideoEncoding encoding, Rational frameRate, Sink<Packet> packets) {
    pipeline = Pipeline.named(name);
    try {
      VideoEncoderSettings settings = encoding.settings(frameRate);
      FittingEncoder fitting =
          pipeline.own(
              FittingEncoder.video(
                  settings, Fit.LETTERBOX, encoding.keyFrameInterval(), HeaderPlacement.GLOBAL));
      encoder = fitting.encoder();
      target = encoding.bitsPerSecond();
      worker = pipeline.worker("encode", QueueLimits.FRAMES);
      inlet = worker.video(fitting.into(packets));
      pipeline.start();
    } catch (RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  /** What the packets are like. Before the first picture only. */
  CodecParameters parameters() {
    return CodecParameters.of(encoder);
  }

  /**
   * Gives a picture, waiting for room.
   *
   * @throws CancellationException if the branch has failed; {@link #failure()} tells why
   */
  void feed(VideoFrame frame) {
    inlet.accept(frame);
    fed.incrementAndGet();
  }

  /** Whether a picture would have to wait. */
  boolean isFull() {
    return worker.depth().items() >= QueueLimits.FRAMES.items();
  }

  void drop() {
    dropped.incrementAndGet();
  }

  /** What made the branch fail, or null. */
  @Nullable RuntimeException failure() {
    try {
      pipeline.await(GLANCE);
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  void requestKeyFrame() {
    encoder.requestKeyFrame();
  }

  boolean canChangeBitRate() {
    return encoder.canChangeBitRate();
  }

  void changeBitRate(long bitsPerSecond) {
    target = bitsPerSecond;
    worker.execute(() -> encoder.changeBitRate(bitsPerSecond));
  }

  long targetBitsPerSecond() {
    return target;
  }

  long framesFed() {
    return fed.get();
  }

  long framesDropped() {
    return dropped.get();
  }

  /** Encodes what is inside; gives up after the timeout. */
  void finish(Duration timeout) {
    try {
      inlet.end();
      pipeline.await(timeout);
    } catch (RuntimeException e) {
      // It has failed before, and said so then.
    }
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
