package io.av4j.push.rendition;

import io.av4j.clock.NanoClock;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.codec.RateControl;
import io.av4j.push.destination.GopCache;
import io.av4j.push.destination.LinkLoad;
import io.av4j.push.destination.Publisher;
import io.av4j.push.destination.PublisherListener;
import io.av4j.push.destination.PublisherSettings;
import io.av4j.push.destination.StreamSet;
import io.av4j.push.destination.protocol.Protocol;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.RenditionSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One rendition at work: its encoder, where it has one, the streams it sends now, and its
 * publishers.
 *
 * <p>What changes it is called by one thread, control's, and never waits. What carries packets is
 * called by the threads that make them, and is for any, as is what tells of it.
 */
public final class RenditionRunner implements AutoCloseable {
  private final String push;
  private final String rendition;
  private final PushTiming timing;
  private final NanoClock clock;
  private final PublisherListener listener;
  private final GopCache gop = new GopCache();

  // Written under the lock of this.
  private volatile @Nullable Running running;
  private boolean closed;
  private volatile @Nullable RenditionSnapshot last;

  // Written by control's thread; by name, in the order in which they were added, never changed.
  private volatile Map<String, Publisher> publishers = Map.of();
  private volatile boolean failed;

  /**
   * What it sends now.
   *
   * @param encoder null where the source's streams are sent as they are
   * @param streams retained
   * @param hasAudio whether audio is among them
   * @param takenBefore frames that encoders before this one took
   * @param leftOutBefore frames that were given up before
   */
  private record Running(
      @Nullable VideoEncodeThread encoder,
      StreamSet streams,
      boolean hasAudio,
      long takenBefore,
      long leftOutBefore) {
    boolean isOf(long token) {
      return encoder != null && encoder.job().token() == token;
    }

    long taken() {
      return takenBefore + (encoder == null ? 0 : encoder.framesTaken());
    }

    long leftOut() {
      return leftOutBefore + (encoder == null ? 0 : encoder.framesLeftOut());
    }
  }

  /**
   * One without streams or publishers.
   *
   * @param push the push's name
   * @param rendition its name
   * @param timing how the destinations are treated
   * @param listener is told of the destinations
   */
  public RenditionRunner(
      String push,
      String rendition,
      PushTiming timing,
      NanoClock clock,
      PublisherListener listener) {
    this.push = push;
    this.rendition = rendition;
    this.timing = timing;
    this.clock = clock;
    this.listener = listener;
  }

  /** Its name. */
  public String name() {
    return rendition;
  }

  // By control's thread.

  /**
   * Starts an encoder beside the present one. Nothing of it gets out before {@link #use}.
   *
   * @return for the caller to close, or to give to {@link #use}
   */
  public VideoEncodeThread open(EncodeJob job, EncodeListener encodeListener) {
    long token = job.token();
    return VideoEncodeThread.start(
        job, packet -> sendVideo(token, packet), this::load, clock, encodeListener);
  }

  /**
   * Sends what that encoder makes from now on, and closes the one before. Destinations are
   * connected anew, each once, when its first packet comes.
   *
   * @param opened of {@link #open}, when it has told that it opened; taken over
   * @param audio what the audio is like, or null for none; taken over
   * @throws IllegalStateException if it was closed meanwhile; all stays as it was
   */
  public void use(VideoEncodeThread opened, @Nullable CodecParameters audio) {
    CodecParameters video;
    try {
      video = opened.takeParameters();
    } catch (IllegalStateException e) {
      if (audio != null) {
        audio.close();
      }
      throw e;
    }
    long bits = bitsPerSecond(opened) + opened.job().audioBitsPerSecond();
    send(opened, new StreamSet(video, audio, bits), audio != null);
    failed = false;
  }

  private static long bitsPerSecond(VideoEncodeThread opened) {
    VideoEncoding encoding = opened.job().encoding();
    OptionalLong target = opened.targetBitsPerSecond();
    if (target.isPresent()) {
      return target.getAsLong();
    }
    return encoding.settings().rateControl() instanceof RateControl.CappedQuality capped
        ? capped.maxBitsPerSecond()
        : 3L * encoding.width() * encoding.height();
  }

  /**
   * Sends the source's own streams from now on; where they are as before, no connection is touched.
   * For any thread.
   *
   * @param source taken over
   */
  public synchronized void copy(StreamSet source) {
    Running before = running;
    if (before != null && source.continues(before.streams())) {
      source.release();
    } else {
      send(null, source, true);
    }
  }

  private synchronized void send(
      @Nullable VideoEncodeThread encoder, StreamSet streams, boolean hasAudio) {
    if (closed) {
      streams.release();
      if (encoder != null) {
        encoder.close();
      }
      return;
    }
    Running before = running;
    // One reference stays here, the other is the cache's.
    Running next =
        new Running(
            encoder,
            streams.retain(),
            hasAudio,
            before == null ? 0 : before.taken(),
            before == null ? 0 : before.leftOut());
    gop.streams(streams);
    running = next;
    end(before);
  }

  /** Goes on with the video alone; destinations are connected anew, each once. */
  public synchronized void dropAudio() {
    Running before = running;
    if (closed || before == null || before.encoder() == null || !before.hasAudio()) {
      return;
    }
    StreamSet video = before.streams().withoutAudio();
    running =
        new Running(
            before.encoder(), video.retain(), false, before.takenBefore(), before.leftOutBefore());
    gop.streams(video);
    before.streams().release();
    // All connect anew, and none of them begins before a keyframe.
    before.encoder().requestKeyFrame();
  }

  private static void end(@Nullable Running before) {
    if (before != null) {
      before.streams().release();
      if (before.encoder() != null) {
        before.encoder().close();
      }
    }
  }

  /**
   * A further destination, which begins to connect.
   *
   * @throws IllegalArgumentException if there is one of that name
   */
  public Publisher add(Destination destination) {
    Publisher made =
        new Publisher(
            new PublisherSettings(
                push, rendition, destination, timing, new SplittableRandom().nextLong()),
            gop,
            this::requestKeyFrame,
            Protocol::connect,
            listener,
            clock);
    Map<String, Publisher> all = new LinkedHashMap<>(publishers);
    if (all.putIfAbsent(destination.name(), made) != null) {
      throw new IllegalArgumentException("two destinations are called " + destination.name());
    }
    publishers = all;
    made.start();
    return made;
  }

  /**
   * Ends a destination for good; what waits for it is still sent. It is told of no more here, but
   * by its listener until it has ended.
   *
   * @return the one that ends, if there was one
   */
  public Optional<Publisher> remove(String destination) {
    Map<String, Publisher> left = new LinkedHashMap<>(publishers);
    Publisher found = left.remove(destination);
    publishers = left;
    if (found != null) {
      found.end();
    }
    return Optional.ofNullable(found);
  }

  /** Its encoder has failed: it ends with its destinations, which are still sent what waits. */
  public void fail() {
    failed = true;
    publishers.values().forEach(Publisher::end);
  }

  /** Ends the encoder at once, and lets go of the streams. Publishers should have ended. */
  @Override
  public synchronized void close() {
    last = snapshot();
    closed = true;
    Running before = running;
    running = null;
    end(before);
    gop.close();
  }

  // By the threads that make packets.

  private void sendVideo(long token, Packet packet) {
    Running now = running;
    if (now != null && now.isOf(token)) {
      gop.send(packet, now.streams(), true);
    }
  }

  /** Encoded audio, which is lent, beside the encoded video. Never waits. */
  public void sendAudio(Packet packet) {
    Running now = running;
    if (now != null && now.encoder() != null && now.hasAudio()) {
      gop.send(packet, now.streams(), false);
    }
  }

  /** A packet of the streams given to {@link #copy}, which is lent. Never waits. */
  public void sendCopy(Packet packet, boolean video) {
    Running now = running;
    if (now != null && now.encoder() == null) {
      gop.send(packet, now.streams(), video);
    }
  }

  private @Nullable LinkLoad load() {
    Publisher only = null;
    for (Publisher publisher : publishers.values()) {
      DestinationState state = publisher.status().state();
      if (!state.isOver() && state != DestinationState.DISABLED) {
        if (only != null) {
          return null;
        }
        only = publisher;
      }
    }
    return only == null ? null : only.status().load();
  }

  // By any thread.

  /** Asks the encoder, where there is one, for a keyframe. */
  public void requestKeyFrame() {
    Running now = running;
    if (now != null && now.encoder() != null) {
      now.encoder().requestKeyFrame();
    }
  }

  /** The encoder in use; null where the source's streams are sent as they are, or none yet. */
  public @Nullable VideoEncodeThread encoder() {
    Running now = running;
    return now == null ? null : now.encoder();
  }

  /** The destinations, in the order in which they were added. */
  public List<Publisher> publishers() {
    return List.copyOf(publishers.values());
  }

  /** The destination of that name. */
  public Optional<Publisher> publisher(String destination) {
    return Optional.ofNullable(publishers.get(destination));
  }

  /** Whether its encoder has failed. */
  public boolean hasFailed() {
    return failed;
  }

  /** What it is doing. */
  public RenditionSnapshot snapshot() {
    RenditionSnapshot atTheEnd = last;
    if (atTheEnd != null) {
      return atTheEnd;
    }
    Running now = running;
    VideoEncodeThread encoder = now == null ? null : now.encoder();
    return new RenditionSnapshot(
        rendition,
        encoder == null ? null : encoder.encoderName(),
        now == null ? 0 : now.taken(),
        now == null ? 0 : now.leftOut(),
        encoder == null ? OptionalLong.empty() : encoder.targetBitsPerSecond(),
        failed);
  }
}
