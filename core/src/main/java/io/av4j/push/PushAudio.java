package io.av4j.push;

import io.av4j.clock.NanoClock;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.push.plan.AudioEncoding;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.programme.Mixer;
import io.av4j.push.rendition.AudioEncodeThread;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The audio of a push, encoded once for all renditions. For the control thread. */
final class PushAudio {
  private final PushPlan plan;
  private final NanoClock clock;
  private final PushReports reports;
  private final @Nullable Mixer mixer;
  private final Sink<Packet> packets;
  private @Nullable AudioEncodeThread encoder;
  private boolean dropped;

  /**
   * @param packets gets what is encoded; must not wait
   */
  PushAudio(
      PushPlan plan,
      NanoClock clock,
      PushReports reports,
      @Nullable Mixer mixer,
      Sink<Packet> packets) {
    this.plan = plan;
    this.clock = clock;
    this.reports = reports;
    this.mixer = mixer;
    this.packets = packets;
  }

  /** Opens the encoder, where there is to be one and none is open. */
  void open() {
    AudioEncoding encoding = plan.audio();
    if (encoder != null || dropped || encoding == null || mixer == null) {
      return;
    }
    AudioEncodeThread made =
        AudioEncodeThread.start(plan.name(), encoding, packets, clock, reports::audioEncoderFailed);
    encoder = made;
    mixer.audio(made);
  }

  /** What goes to the destinations beside the video. */
  long bitsPerSecond() {
    AudioEncoding encoding = plan.audio();
    return encoding == null || dropped ? 0 : encoding.bitsPerSecond();
  }

  /** What the packets are like, for the caller to close; null where there are none. */
  @Nullable CodecParameters parameters() {
    return encoder == null || dropped ? null : encoder.copyParameters();
  }

  /** No audio from here on. */
  void drop() {
    dropped = true;
    if (mixer != null) {
      mixer.audio(null);
    }
  }

  /** Ends the encoder; completes when it has freed what it had. */
  CompletableFuture<Void> close() {
    AudioEncodeThread open = encoder;
    if (open == null) {
      return CompletableFuture.completedFuture(null);
    }
    open.close();
    return open.ended();
  }
}
