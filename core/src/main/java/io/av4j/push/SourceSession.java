package io.av4j.push;

import io.av4j.clock.Pacer;
import io.av4j.clock.TimelineTrack;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.CorruptPolicy;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.Route;
import io.av4j.container.VideoStream;
import io.av4j.filter.FilterGraph;
import io.av4j.flow.Sink;
import io.av4j.flow.Tee;
import io.av4j.frame.Frame;
import io.av4j.frame.VideoFrame;
import io.av4j.pipeline.Pipeline;
import io.av4j.pipeline.QueueLimits;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One source being played: a thread that reads and paces it, one for each decoder. */
final class SourceSession implements AutoCloseable {
  private static final DecoderOptions FORGIVING =
      DecoderOptions.DEFAULT.withCorruptPolicy(CorruptPolicy.SKIP);

  // Of a source that does not say; it rules the size of the kernel's buffer.
  private static final long USUAL_BITS = 4_000_000;

  private final Pipeline pipeline;
  private final MediaInput input;
  private final Playout playout;
  private final List<RenditionOutput> copies;
  private final boolean decodes;
  private final @Nullable Pacer pacer;
  private final TimeShift shift;
  private final SourceTracks tracks;
  private final @Nullable VideoStream video;
  private final @Nullable AudioStream audio;

  SourceSession(
      PushPlan plan,
      MediaInput input,
      Playout playout,
      List<RenditionOutput> outputs,
      SourceTracks tracks,
      Pacer pacer) {
    this.pipeline = Pipeline.named(plan.name() + "-source");
    this.input = input;
    this.playout = playout;
    this.copies = outputs.stream().filter(RenditionOutput::isCopy).toList();
    this.decodes = plan.encodes();
    this.tracks = tracks;
    this.video = input.findVideo().orElse(null);
    this.audio = input.findAudio().orElse(null);
    // What has no end comes in real time by itself.
    this.pacer = input.duration() == null ? null : pacer;
    this.shift = pipeline.own(TimeShift.by(Timestamp.ofMicros(0)));
  }

  /** Opens the encoders and begins to connect, where that is not done yet. */
  void open() {
    playout.open(video == null ? Rational.UNSET : video.format().frameRate());
    playout.setSoundless(audio == null);
    connectCopies();
  }

  /** Plays to the end, or to the stop. */
  void run() {
    List<Route> routes = new ArrayList<>();
    if (video != null) {
      List<Sink<Packet>> takers = copyInlets(true);
      if (decodes) {
        Sink<VideoFrame> shown = playout::video;
        Sink<VideoFrame> upright =
            video
                .uprightFilter()
                .<Sink<VideoFrame>>map(f -> pipeline.own(FilterGraph.video(f)).into(shown))
                .orElse(shown);
        takers.add(decoded(video.index(), video.openDecoder(FORGIVING), upright));
      }
      routes.add(video.to(timed(tracks.video(), takers)));
    }
    if (audio != null) {
      List<Sink<Packet>> takers = copyInlets(false);
      if (decodes) {
        takers.add(decoded(audio.index(), audio.openDecoder(FORGIVING), playout::audio));
      }
      routes.add(audio.to(timed(tracks.audio(), takers)));
    }
    pipeline.source(
        "read",
        source -> input.pumpWhile(() -> source.mayGoOn(null), routes.toArray(Route[]::new)));
    pipeline.run();
  }

  private void connectCopies() {
    for (RenditionOutput copy : copies) {
      CodecParameters pictures = video == null ? null : video.parameters();
      CodecParameters sound = audio == null ? null : audio.parameters();
      copy.copy(
          new Tracks(pictures, sound),
          input.bitsPerSecond() > 0 ? input.bitsPerSecond() : USUAL_BITS);
    }
  }

  private List<Sink<Packet>> copyInlets(boolean video) {
    List<Sink<Packet>> all = new ArrayList<>();
    for (RenditionOutput copy : copies) {
      all.add(packet -> copy.send(packet, video));
    }
    return all;
  }

  private <F extends Frame> Sink<Packet> decoded(int index, Decoder<F> decoder, Sink<F> next) {
    pipeline.own(decoder);
    Function<Sink<F>, Sink<Packet>> into = decoder::into;
    return pipeline.worker("decode-" + index, QueueLimits.PACKETS).packets(into.apply(next));
  }

  /** On the programme's time, in real time. */
  private Sink<Packet> timed(TimelineTrack track, List<Sink<Packet>> takers) {
    Sink<Packet> all = Tee.of(takers);
    Sink<Packet> paced = pacer == null ? all : pacer.into(all);
    Sink<Packet> retimed = tracks.before(track, shift, paced);
    return new Sink<>() {
      @Override
      public void accept(Packet packet) {
        retimed.accept(packet);
      }

      @Override
      public void end() {
        all.end();
      }
    };
  }

  void stop() {
    pipeline.stop();
  }

  void cancel() {
    pipeline.cancel();
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
