package io.av4j.pipeline;

import io.av4j.codec.Encoder;
import io.av4j.codec.Packet;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.VideoStream;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The writing end of a pipeline: the one thread that an output is written by, and what it has
 * written so far.
 */
final class OutputBranch {
  private static final long NONE = Long.MIN_VALUE;

  private final MediaOutput output;
  private final Worker worker;
  private final List<Encoder<VideoFrame>> videoEncoders = new ArrayList<>();
  private boolean hasVideo;

  // Written by the output's thread alone, read by any.
  private volatile long frames;
  private volatile long bytes;
  private final List<Track> tracks = new ArrayList<>();

  OutputBranch(Pipeline pipeline, MediaOutput output, int index) {
    this.output = output;
    this.worker = pipeline.worker("write-" + index, QueueLimits.PACKETS);
  }

  MediaOutput output() {
    return output;
  }

  /** A track for what the encoder of pictures makes. */
  Sink<Packet> video(Encoder<VideoFrame> encoder) {
    videoEncoders.add(encoder);
    hasVideo = true;
    return inlet(new Track(output.addEncoded(encoder), true));
  }

  /** A track for what the encoder of sound makes. */
  Sink<Packet> audio(Encoder<?> encoder) {
    return inlet(new Track(output.addEncoded(encoder), false));
  }

  /** A track for a stream as it is. */
  Sink<Packet> copy(MediaStream stream) {
    boolean video = stream instanceof VideoStream;
    hasVideo |= video;
    return inlet(new Track(output.addCopy(stream), video));
  }

  private Sink<Packet> inlet(Track track) {
    tracks.add(track);
    return worker.packets(track);
  }

  /** How far the pictures go, or the sound where there are none: the slowest track that goes on. */
  private long endMicros() {
    List<Track> counted = tracks.stream().filter(t -> t.video == hasVideo).toList();
    return counted.stream()
        .filter(t -> !t.ended)
        .mapToLong(t -> t.endMicros)
        .min()
        .orElseGet(() -> counted.stream().mapToLong(t -> t.endMicros).max().orElse(NONE));
  }

  OutputProgress progress(double elapsedSeconds) {
    long written = bytes;
    long end = endMicros();
    double media = end == NONE ? 0 : end / 1e6;
    boolean some = media > 0 && elapsedSeconds > 0;
    return new OutputProgress(
        output.location(),
        hasVideo ? OptionalLong.of(frames) : OptionalLong.empty(),
        hasVideo && some ? OptionalDouble.of(frames / elapsedSeconds) : OptionalDouble.empty(),
        end == NONE ? null : Timestamp.ofMicros(end),
        some && written > 0
            ? OptionalLong.of(Math.round(written * 8 / media))
            : OptionalLong.empty(),
        some ? OptionalDouble.of(media / elapsedSeconds) : OptionalDouble.empty(),
        written > 0 ? OptionalLong.of(written) : OptionalLong.empty(),
        videoEncoders.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(videoEncoders.stream().mapToLong(Encoder::droppedCount).sum()));
  }

  /** One track on the output's thread, counted. The last one that ends finishes the output. */
  private final class Track implements Sink<Packet> {
    private final Sink<Packet> track;
    private final boolean video;
    private volatile long endMicros = NONE;
    private volatile boolean ended;

    Track(Sink<Packet> track, boolean video) {
      this.track = track;
      this.video = video;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void accept(Packet packet) {
      Timestamp pts = packet.pts();
      Timestamp lasts = packet.duration();
      track.accept(packet);
      if (video) {
        frames++;
      }
      if (pts != null) {
        long end = pts.toMicros() + (lasts == null ? 0 : lasts.toMicros());
        endMicros = Math.max(endMicros, end);
      }
      bytes = output.bytesWritten();
    }

    @Override
    public void end() {
      track.end();
      ended = true;
      if (tracks.stream().allMatch(t -> t.ended)) {
        output.finish();
        bytes = output.bytesWritten();
      }
    }
  }
}
