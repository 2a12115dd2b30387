package io.av4j.push;

import io.av4j.MediaException;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.flow.InletClosedException;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One rendition at work: its encoder, where it has one, and the destinations it goes to. */
final class RenditionOutput implements AutoCloseable {
  private final PushPlan plan;
  private final Rendition rendition;
  private final EventLog events;
  private final List<Sender> senders = new CopyOnWriteArrayList<>();
  private final List<Tracks> tracks = new ArrayList<>();
  private final GopCache gop = new GopCache();
  private volatile @Nullable VideoEncoding encoding;
  private volatile @Nullable VideoBranch branch;
  private volatile @Nullable BitRateControl control;
  private volatile boolean failed;

  RenditionOutput(PushPlan plan, Rendition rendition, EventLog events) {
    this.plan = plan;
    this.rendition = rendition;
    this.events = events;
    this.encoding = rendition.encoding();
  }

  Rendition rendition() {
    return rendition;
  }

  List<Sender> senders() {
    return senders;
  }

  boolean isCopy() {
    return rendition.isCopy();
  }

  /** Opens the encoder and begins to connect. */
  void open(Rational frameRate, @Nullable CodecParameters audio) {
    VideoEncoding wanted = encoding;
    if (wanted == null) {
      throw new IllegalStateException(rendition.name() + " encodes nothing");
    }
    encode(wanted, frameRate, audio);
  }

  /** Encodes from now on like that; the destinations are connected anew for it. */
  void encode(VideoEncoding wanted, Rational frameRate, @Nullable CodecParameters audio) {
    VideoBranch before = branch;
    VideoBranch made;
    try {
      made =
          new VideoBranch(
              plan.name() + "-" + rendition.name(),
              wanted,
              frameRate,
              packet -> send(packet, true));
    } catch (MediaException e) {
      VideoEncoding other = wanted.fallback();
      if (other == null) {
        throw e;
      }
      String change = wanted.encoder() + " does not open, " + other.encoder() + " in its place";
      events.publish(rendition.name(), change, 0, Fault.ofEncoder(e));
      encode(other, frameRate, audio);
      return;
    }
    encoding = wanted;
    branch = made;
    control = control(made, wanted);
    failed = false;
    if (before != null) {
      // Before others are told: nothing of it may come after that.
      before.close();
    }
    connect(new Tracks(made.parameters(), audio), wanted.bitsPerSecond());
  }

  private @Nullable BitRateControl control(VideoBranch made, VideoEncoding wanted) {
    // With several destinations, one that is slow would cost the others their quality.
    if (!made.canChangeBitRate() || rendition.destinations().size() > 1) {
      return null;
    }
    AudioEncoding sound = plan.audio();
    return new BitRateControl(
        wanted.bitsPerSecond(), sound == null ? 0 : sound.bitsPerSecond(), System.nanoTime());
  }

  /** Sends the source's own streams; where they are as before, no connection is touched. */
  void copy(Tracks source, long bitsPerSecond) {
    if (!tracks.isEmpty() && source.continues(tracks.get(tracks.size() - 1))) {
      source.close();
    } else {
      connect(source, bitsPerSecond);
    }
  }

  /** Connects to all destinations, or tells them that from now on other streams come. */
  private void connect(Tracks made, long bitsPerSecond) {
    tracks.add(made);
    gop.clear();
    if (!senders.isEmpty()) {
      senders.forEach(sender -> sender.setTracks(made));
      return;
    }
    for (Destination destination : rendition.destinations()) {
      Sender sender =
          new Sender(
              plan.name(),
              destination,
              plan.timing(),
              bitsPerSecond,
              made,
              gop,
              this::requestKeyFrame,
              new SenderStatus(destination.name(), rendition.name(), events));
      senders.add(sender);
      sender.start();
    }
  }

  private void requestKeyFrame() {
    VideoBranch now = branch;
    if (now != null) {
      now.requestKeyFrame();
    }
  }

  /** A picture of the programme; where the encoder does not keep up, late ones are left out. */
  void video(VideoFrame frame, boolean late) {
    VideoBranch now = branch;
    if (now == null || failed) {
      return;
    }
    try {
      if (late && now.isFull()) {
        now.drop();
      } else {
        now.feed(frame);
      }
    } catch (InletClosedException e) {
      fail(e);
    }
  }

  private void fail(InletClosedException e) {
    failed = true;
    RuntimeException cause = e.getCause() instanceof RuntimeException why ? why : e;
    events.publish(rendition.name(), "encoder failed", 0, Fault.ofEncoder(cause));
    senders.forEach(Sender::end);
  }

  /** A coded packet for all destinations. Never waits. */
  void send(Packet packet, boolean video) {
    gop.send(Coded.of(packet, video), senders);
  }

  /** Fits the bit rate to what the destination takes. A few times a second. */
  void adapt(long now) {
    BitRateControl deciding = control;
    VideoBranch encoder = branch;
    if (deciding == null || encoder == null || failed || senders.isEmpty()) {
      return;
    }
    Sender sender = senders.get(0);
    SenderStatus status = sender.status();
    if (!status.state().isLive() || status.bitsPerSecond().isEmpty()) {
      return;
    }
    OptionalLong wanted =
        deciding.update(
            now,
            sender.queue().waitingNanos(),
            status.bitsPerSecond().getAsLong(),
            status.blocked().orElse(0));
    if (wanted.isPresent()) {
      try {
        encoder.changeBitRate(wanted.getAsLong());
        events.publish(
            rendition.name(), "bit rate " + wanted.getAsLong() / 1000 + " kb/s", 0, null);
      } catch (InletClosedException e) {
        // The encoder has ended meanwhile.
      }
    }
  }

  /** Sets the bit rate; {@link #adapt} begins there. */
  void changeBitRate(long bitsPerSecond) {
    VideoBranch encoder = branch;
    VideoEncoding now = encoding;
    if (encoder == null || now == null || !encoder.canChangeBitRate()) {
      throw new IllegalStateException(
          rendition.name() + " has no encoder that can change its bit rate");
    }
    encoder.changeBitRate(bitsPerSecond);
    encoding = now.withBitsPerSecond(bitsPerSecond);
    control = control(encoder, now.withBitsPerSecond(bitsPerSecond));
  }

  void finishEncoder() {
    VideoBranch now = branch;
    if (now != null) {
      now.finish(plan.timing().write());
    }
  }

  boolean isOver() {
    return !senders.isEmpty()
        && senders.stream().allMatch(sender -> sender.status().state().isOver());
  }

  boolean hasFailed() {
    return failed;
  }

  RenditionSnapshot snapshot() {
    VideoBranch now = branch;
    VideoEncoding set = encoding;
    return new RenditionSnapshot(
        rendition.name(),
        set == null ? null : set.encoder(),
        now == null ? 0 : now.framesFed(),
        now == null ? 0 : now.framesDropped(),
        now == null ? OptionalLong.empty() : OptionalLong.of(now.targetBitsPerSecond()),
        failed);
  }

  @Override
  public void close() {
    VideoBranch now = branch;
    if (now != null) {
      now.close();
    }
    gop.close();
    tracks.forEach(Tracks::close);
  }
}
