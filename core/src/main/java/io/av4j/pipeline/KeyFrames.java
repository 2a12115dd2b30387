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
final class KeyFrames implements Sink<VideoFrame> {
  private final long intervalMicros;
  private final Encoder<VideoFrame> encoder;
  private final Sink<VideoFrame> next;
  private long last = Long.MIN_VALUE;

  KeyFrames(Duration interval, Encoder<VideoFrame> encoder, Sink<VideoFrame> next) {
    this.intervalMicros = interval.toNanos() / 1000;
    this.encoder = encoder;
    this.next = next;
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
