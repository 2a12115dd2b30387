package io.av4j.pipeline;

import io.av4j.codec.Encoder;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Timestamp;
import java.time.Duration;

/**
 * Asks an encoder for a keyframe whenever a whole number of intervals of media time has passed. It
 * goes by the pictures' times alone, so encoders of the same pictures get their keyframes at the
 * same ones.
 */
public final class KeyFrames implements Sink<VideoFrame> {
  private final long intervalMicros;
  private final Encoder<VideoFrame> encoder;
  private final Sink<VideoFrame> next;
  private long last = Long.MIN_VALUE;

  private KeyFrames(Duration interval, Encoder<VideoFrame> encoder, Sink<VideoFrame> next) {
    this.intervalMicros = interval.toNanos() / 1000;
    this.encoder = encoder;
    this.next = next;
  }

  /**
   * A sink that asks the encoder and passes the pictures on.
   *
   * @param interval media time, from zero on
   * @param encoder is asked before the picture goes on
   * @param next leads to the encoder, on this thread
   * @throws IllegalArgumentException if the interval is shorter than a microsecond
   */
  public static KeyFrames every(
      Duration interval, Encoder<VideoFrame> encoder, Sink<VideoFrame> next) {
    if (interval.toNanos() < 1000) {
      throw new IllegalArgumentException("an interval must be positive: " + interval);
    }
    return new KeyFrames(interval, encoder, next);
  }

  @Override
  public void accept(VideoFrame frame) {
    Timestamp pts = frame.pts();
    if (pts != null) {
      long interval = Math.floorDiv(pts.toMicros(), intervalMicros);
      if (interval > last) {
        last = interval;
        encoder.requestKeyFrame();
      }
    }
    next.accept(frame);
  }

  @Override
  public void end() {
    next.end();
  }
}
