package io.av4j.push;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFrame;
import io.av4j.push.destination.StreamSet;
import io.av4j.push.programme.Mixer;
import io.av4j.push.programme.SourceAudio;
import io.av4j.push.rendition.RenditionRunner;
import io.av4j.push.source.Programme;
import io.av4j.push.source.SourceStreams;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the sources of a push are played into: the mixer, where anything is encoded, and the
 * renditions that send the source's streams as they are.
 */
final class PushProgramme implements Programme, AutoCloseable {
  private final @Nullable Mixer mixer;

  // Written under the lock of this, read by the source's thread.
  private volatile List<RenditionRunner> copies = List.of();
  private @Nullable StreamSet streams;

  /** Without a mixer nothing is decoded. */
  PushProgramme(@Nullable Mixer mixer) {
    this.mixer = mixer;
  }

  /** One more rendition that sends the streams as they are, those of now included. */
  synchronized void add(RenditionRunner copy) {
    List<RenditionRunner> all = new ArrayList<>(copies);
    all.add(copy);
    copies = List.copyOf(all);
    if (streams != null) {
      copy.copy(streams.retain());
    }
  }

  synchronized void remove(RenditionRunner copy) {
    copies = copies.stream().filter(one -> one != copy).toList();
  }

  // What the control decides.

  /** The programme's time begins now. */
  void begin() {
    if (mixer != null) {
      mixer.begin();
    }
  }

  /** Shows this frame, which is taken over, while no source gives any; null for none. */
  void slate(@Nullable VideoFrame frame) {
    if (mixer != null) {
      mixer.slate(frame);
    } else if (frame != null) {
      frame.close();
    }
  }

  /** Lets all encoders give what is inside. */
  void finish() {
    if (mixer != null) {
      mixer.finish();
    }
  }

  /** Ends the mixer at once; completes when it has freed what it had. */
  CompletableFuture<Void> breakOff() {
    if (mixer == null) {
      return CompletableFuture.completedFuture(null);
    }
    mixer.close();
    return mixer.ended();
  }

  // What the source gives.

  @Override
  public boolean decodes() {
    return mixer != null;
  }

  @Override
  public Timestamp nextStart(Timestamp behind) {
    return mixer == null ? behind : mixer.nextStart(behind);
  }

  @Override
  public void sourceStreams(SourceStreams source) {
    if (mixer != null) {
      mixer.source(source.hasAudio() ? SourceAudio.PRESENT : SourceAudio.NONE);
    }
  }

  @Override
  public Sink<VideoFrame> video() {
    return requireMixer().video();
  }

  @Override
  public Sink<AudioFrame> audio() {
    return requireMixer().audio();
  }

  private Mixer requireMixer() {
    if (mixer == null) {
      throw new IllegalStateException("nothing of this push is encoded");
    }
    return mixer;
  }

  @Override
  public synchronized void copyStreams(StreamSet next, long bitsPerSecond) {
    if (streams != null) {
      streams.release();
    }
    streams = next;
    for (RenditionRunner copy : copies) {
      copy.copy(next.retain());
    }
  }

  @Override
  public void copy(Packet packet, boolean video) {
    for (RenditionRunner copy : copies) {
      copy.putCopy(packet, video);
    }
  }

  @Override
  public void flush() {
    for (RenditionRunner copy : copies) {
      copy.flushCopies();
    }
  }

  /** Lets go of the streams. When the source's thread has ended. */
  @Override
  public synchronized void close() {
    if (streams != null) {
      streams.release();
      streams = null;
    }
  }
}
