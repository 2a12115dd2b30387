package io.av4j.push.rendition;

import io.av4j.clock.NanoClock;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.push.destination.Publisher;
import io.av4j.push.destination.PublisherListener;
import io.av4j.push.destination.PublisherSettings;
import io.av4j.push.destination.StreamSet;
import io.av4j.push.destination.protocol.Protocol;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.status.RenditionSnapshot;
import java.util.List;
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
  private final SentStreams streams = new SentStreams();
  private final Publishers publishers = new Publishers();

  // Written by control's thread.
  private volatile boolean failed;
  private volatile @Nullable RenditionSnapshot last;

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
        job,
        packet -> streams.video(token, packet),
        publishers::loadOfTheOnlyOne,
        clock,
        encodeListener);
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
    streams.encode(opened, video, audio);
    failed = false;
  }

  /**
   * Sends the source's own streams from now on; where they are as before, no connection is touched.
   * For any thread.
   *
   * @param source taken over
   */
  public void copy(StreamSet source) {
    streams.copy(source);
  }

  /** Goes on with the video alone; destinations are connected anew, each once. */
  public void dropAudio() {
    streams.dropAudio();
    // All connect anew, and none of them begins before a keyframe.
    requestKeyFrame();
  }

  /**
   * A further destination, which begins to connect.
   *
   * @throws IllegalArgumentException if there is one of that name
   */
  public Publisher add(Destination destination) {
    Publisher made = make(destination);
    made.start();
    return made;
  }

  /** A further destination, which waits until it is enabled. */
  public Publisher addDisabled(Destination destination) {
    Publisher made = make(destination);
    made.disable();
    return made;
  }

  private Publisher make(Destination destination) {
    Publisher made =
        new Publisher(
            new PublisherSettings(
                push, rendition, destination, timing, new SplittableRandom().nextLong()),
            streams.gop(),
            this::requestKeyFrame,
            Protocol::connect,
            listener,
            clock);
    publishers.add(made);
    return made;
  }

  /**
   * Ends a destination for good; what waits for it is still sent. It is told of no more here, but
   * by its listener until it has ended.
   *
   * @return the one that ends, if there was one
   */
  public Optional<Publisher> remove(String destination) {
    Optional<Publisher> found = publishers.remove(destination);
    found.ifPresent(Publisher::end);
    return found;
  }

  /** Its encoder has failed: it ends with its destinations, which are still sent what waits. */
  public void fail() {
    failed = true;
    publishers.all().forEach(Publisher::end);
  }

  /** Ends the encoder at once, and lets go of the streams. Publishers should have ended. */
  @Override
  public void close() {
    last = snapshot();
    streams.close();
  }

  // By the threads that make packets.

  /** Encoded audio, which is lent, beside the encoded video. Never waits. */
  public void sendAudio(Packet packet) {
    streams.audio(packet);
  }

  /**
   * A packet of the streams given to {@link #copy}, which is lent; it goes with the next {@link
   * #flushCopies()}. Never waits.
   */
  public void putCopy(Packet packet, boolean video) {
    streams.copied(packet, video);
  }

  /** Lets go what was put. */
  public void flushCopies() {
    streams.gop().flush();
  }

  // By any thread.

  /** Asks the encoder, where there is one, for a keyframe. */
  public void requestKeyFrame() {
    Running now = streams.running();
    if (now != null && now.encoder() != null) {
      now.encoder().requestKeyFrame();
    }
  }

  /** The encoder in use; null where the source's streams are sent as they are, or none yet. */
  public @Nullable VideoEncodeThread encoder() {
    Running now = streams.running();
    return now == null ? null : now.encoder();
  }

  /** The destinations, in the order in which they were added. */
  public List<Publisher> publishers() {
    return publishers.all();
  }

  /** The destination of that name. */
  public Optional<Publisher> publisher(String destination) {
    return publishers.find(destination);
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
    Running now = streams.running();
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
