package io.av4j.push.rendition;

import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.push.destination.GopCache;
import io.av4j.push.destination.StreamSet;
import org.jspecify.annotations.Nullable;

/**
 * The streams that a rendition sends now, and the way of their packets to the publishers. Any
 * thread; nobody waits.
 */
final class SentStreams implements AutoCloseable {
  private final GopCache gop = new GopCache();

  // Written under the lock of this; one reference, so that what belongs together is seen together.
  private volatile @Nullable Running running;
  private boolean closed;

  /** Where publishers get them. */
  GopCache gop() {
    return gop;
  }

  /** What is sent now; null before the first and after the end. */
  @Nullable Running running() {
    return running;
  }

  /**
   * Sends what an encoder makes, and closes the one before.
   *
   * @param opened taken over
   * @param video taken over
   * @param audio taken over; null for none
   */
  void encode(VideoEncodeThread opened, CodecParameters video, @Nullable CodecParameters audio) {
    long bits = Running.bitsPerSecond(opened) + opened.job().audioBitsPerSecond();
    send(opened, new StreamSet(video, audio, bits), audio != null);
  }

  /** Sends a source's own streams, which are taken over; if they go on as before, all stays. */
  synchronized void copy(StreamSet source) {
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

  /** Goes on with an encoder's video alone. */
  synchronized void dropAudio() {
    Running before = running;
    if (before == null || before.encoder() == null || !before.hasAudio()) {
      return;
    }
    StreamSet video = before.streams().withoutAudio();
    running =
        new Running(
            before.encoder(), video.retain(), false, before.takenBefore(), before.leftOutBefore());
    gop.streams(video);
    before.streams().release();
  }

  private static void end(@Nullable Running before) {
    if (before != null) {
      before.streams().release();
      if (before.encoder() != null) {
        before.encoder().close();
      }
    }
  }

  /** A packet of the encoder of that token; dropped where that is not the present one. */
  void video(long token, Packet lent) {
    Running now = running;
    if (now != null && now.isOf(token)) {
      gop.send(lent, now.streams(), true);
    }
  }

  /** A packet of the audio that goes with encoded video. */
  void audio(Packet lent) {
    Running now = running;
    if (now != null && now.encoder() != null && now.hasAudio()) {
      gop.send(lent, now.streams(), false);
    }
  }

  /** A packet of a source's own streams. */
  void copied(Packet lent, boolean video) {
    Running now = running;
    if (now != null && now.encoder() == null) {
      gop.put(lent, now.streams(), video);
    }
  }

  /** Closes the encoder and lets go of the streams; what comes later is freed. */
  @Override
  public synchronized void close() {
    closed = true;
    Running before = running;
    running = null;
    end(before);
    gop.close();
  }
}
