package io.av4j.push.programme;

import io.av4j.flow.InletClosedException;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to one encoder. It takes what the encoder has room for at once, and keeps one frame for
 * which it has not, so that the other encoders have theirs before anybody waits. Of the mixer's
 * thread.
 */
final class VideoLane implements Sink<VideoFrame>, AutoCloseable {
  private final MixerOutput output;
  private @Nullable VideoFrame waiting;
  // It was waited for in vain, and has taken nothing since: nobody waits for it again.
  private boolean hangs;
  private boolean over;

  VideoLane(MixerOutput output) {
    this.output = output;
  }

  MixerOutput output() {
    return output;
  }

  @Override
  public void accept(VideoFrame frame) {
    if (over) {
      return;
    }
    if (offer(frame, Duration.ZERO)) {
      hangs = false;
    } else if (!over) {
      waiting = frame.newRef();
    }
  }

  /** Gives what the encoder had no room for, or gives it up when the patience is over. */
  void settle(Supplier<Duration> patience) {
    VideoFrame frame = waiting;
    if (frame == null) {
      return;
    }
    Duration most = hangs ? Duration.ZERO : patience.get();
    if (most.isZero()) {
      giveUp();
    } else if (offer(frame, most)) {
      close();
    } else {
      hangs = true;
      giveUp();
    }
  }

  private void giveUp() {
    if (waiting != null) {
      output.encoder().leftOut();
      close();
    }
  }

  private boolean offer(VideoFrame frame, Duration timeout) {
    try {
      return output.encoder().offer(frame, timeout);
    } catch (InletClosedException e) {
      // It has failed, which its own listener was told, or is no longer wanted.
      over = true;
      return false;
    }
  }

  /** Drops what waits. */
  @Override
  public void close() {
    if (waiting != null) {
      waiting.close();
      waiting = null;
    }
  }
}
