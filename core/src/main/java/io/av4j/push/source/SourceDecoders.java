package io.av4j.push.source;

import io.av4j.codec.CorruptPolicy;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Packet;
import io.av4j.container.AudioStream;
import io.av4j.container.VideoStream;
import io.av4j.filter.FilterGraph;
import io.av4j.flow.Sink;
import io.av4j.frame.Frame;
import io.av4j.frame.VideoFrame;
import io.av4j.pipeline.Pipeline;
import io.av4j.pipeline.QueueLimits;
import java.util.function.Function;

/**
 * The decoders of one play of a source, a thread for each. The pipeline owns them; made before it
 * starts.
 */
final class SourceDecoders {
  private static final DecoderOptions FORGIVING =
      DecoderOptions.DEFAULT.withCorruptPolicy(CorruptPolicy.SKIP);

  private final Pipeline pipeline;
  private final Programme programme;

  SourceDecoders(Pipeline pipeline, Programme programme) {
    this.pipeline = pipeline;
    this.programme = programme;
  }

  /** Takes the packets of a video; its frames come to the programme upright. */
  Sink<Packet> of(VideoStream video) {
    Sink<VideoFrame> shown = unended(programme.video());
    Sink<VideoFrame> upright =
        video
            .uprightFilter()
            .<Sink<VideoFrame>>map(f -> pipeline.own(FilterGraph.video(f)).into(shown))
            .orElse(shown);
    return decoded(video.index(), video.openDecoder(FORGIVING), upright);
  }

  /** Takes the packets of an audio. */
  Sink<Packet> of(AudioStream audio) {
    return decoded(audio.index(), audio.openDecoder(FORGIVING), unended(programme.audio()));
  }

  private <F extends Frame> Sink<Packet> decoded(int index, Decoder<F> decoder, Sink<F> next) {
    pipeline.own(decoder);
    Function<Sink<F>, Sink<Packet>> into = decoder::into;
    return pipeline.worker("decode-" + index, QueueLimits.PACKETS).packets(into.apply(next));
  }

  /** The programme goes on behind the source. */
  private static <F> Sink<F> unended(Sink<F> sink) {
    return frame -> sink.accept(frame);
  }
}
