package io.av4j.pipeline;

import io.av4j.codec.Decoder;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaStream;
import io.av4j.container.Route;
import io.av4j.container.VideoStream;
import io.av4j.filter.FilterGraph;
import io.av4j.flow.Sink;
import io.av4j.flow.Tee;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.Frame;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The reading end of a pipeline: a thread that reads one input, and one for each stream that is
 * decoded, which is decoded once, for however many it is.
 */
final class InputBranch {
  private static final Timestamp ZERO = Timestamp.ofMicros(0);
  private static final Duration FIRST_STEP = Duration.ofSeconds(1);

  private final Pipeline pipeline;
  private final MediaInput input;
  private final ReadOptions options;
  private final Map<VideoStream, List<Sink<VideoFrame>>> pictures = new LinkedHashMap<>();
  private final Map<AudioStream, List<Sink<AudioFrame>>> sounds = new LinkedHashMap<>();
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Decoder<?>> decoders = new ArrayList<>();

  /**
   * One stream on its way.
   *
   * @param nextRound what happens behind the last packet of one round and before the first of the
   *     next
   */
  private record Lane(MediaStream stream, Sink<Packet> sink, Round nextRound) {}

  private interface Round {
    /** Between which times frames are wanted; null is no bound. */
    void begin(@Nullable Timestamp begin, @Nullable Timestamp end);
  }

  InputBranch(Pipeline pipeline, MediaInput input, ReadOptions options) {
    this.pipeline = pipeline;
    this.input = input;
    this.options = options;
  }

  /** Pictures as they are to be seen: turned upright where the stream says so. */
  void video(VideoStream stream, Sink<VideoFrame> sink) {
    pictures.computeIfAbsent(stream, s -> new ArrayList<>()).add(sink);
  }

  void audio(AudioStream stream, Sink<AudioFrame> sink) {
    sounds.computeIfAbsent(stream, s -> new ArrayList<>()).add(sink);
  }

  void copy(MediaStream stream, Sink<Packet> sink) {
    lanes.add(new Lane(stream, sink, (begin, end) -> {}));
  }

  /** Makes the threads. Once, when all that is wanted is known. */
  void connect() {
    pictures.forEach(
        (stream, sinks) -> {
          Sink<VideoFrame> all = Tee.of(sinks);
          Sink<VideoFrame> upright =
              stream
                  .uprightFilter()
                  .<Sink<VideoFrame>>map(f -> pipeline.own(FilterGraph.video(f)).into(all))
                  .orElse(all);
          decode(stream, stream.openDecoder(options.decoder()), upright);
        });
    sounds.forEach(
        (stream, sinks) -> decode(stream, stream.openDecoder(options.decoder()), Tee.of(sinks)));
    if (lanes.isEmpty()) {
      throw new IllegalStateException("nothing of " + input.location() + " goes anywhere");
    }
    pipeline.source("read", this::read);
  }

  private <F extends Frame> void decode(MediaStream stream, Decoder<F> decoder, Sink<F> next) {
    decoders.add(pipeline.own(decoder));
    Window<F> window = new Window<>();
    Sink<F> seen = window.before(next);
    Worker worker = pipeline.worker("decode-" + stream.index(), QueueLimits.PACKETS);
    Function<Sink<F>, Sink<Packet>> into = decoder::into;
    lanes.add(
        new Lane(
            stream,
            worker.packets(into.apply(seen)),
            (begin, end) ->
                worker.execute(
                    () -> {
                      decoder.flush(seen);
                      window.move(begin, end);
                    })));
  }

  /** How often data could not be decoded and was skipped. */
  long corruptCount() {
    return decoders.stream().mapToLong(Decoder::corruptCount).sum();
  }

  private void read(Source source) {
    Timestamp start = input.startTime() == null ? ZERO : input.startTime();
    Timestamp from = options.from() == null ? start : start.plus(options.from());
    if (options.from() != null) {
      seekBefore(from);
    }
    try (TimeShift shift = TimeShift.by(ZERO)) {
      Timestamp begin = ZERO;
      int round = 0;
      do {
        if (round > 0) {
          seekBefore(from);
        }
        Timestamp end = end(begin);
        shift.setOffset(begin.minus(from));
        boolean trimmed = options.from() != null || end != null;
        Timestamp seenFrom = begin;
        lanes.forEach(lane -> lane.nextRound().begin(trimmed ? seenFrom : null, end));
        readRound(source, shift, end);
        Timestamp reached = shift.end() == null ? begin : shift.end();
        begin = end == null || reached.compareTo(end) < 0 ? reached : end;
        round++;
      } while ((options.rounds() == 0 || round < options.rounds()) && source.mayGoOn(null));
    }
    lanes.forEach(lane -> lane.sink().end());
  }

  /**
   * Goes where reading must begin so that no picture from that time on is missing. A container
   * without an index guesses, and may land behind the keyframe that is needed.
   */
  private void seekBefore(Timestamp from) {
    Timestamp target = from;
    Duration step = FIRST_STEP;
    while (true) {
      input.seek(target);
      boolean earliest = target.compareTo(ZERO) <= 0 && target.compareTo(from) <= 0;
      if (earliest || !firstKeyFrameIsAfter(from)) {
        break;
      }
      target = target.minus(step);
      step = step.multipliedBy(2);
    }
    // What was looked at comes again.
    input.seek(target);
  }

  private boolean firstKeyFrameIsAfter(Timestamp from) {
    MediaStream reference = lanes.get(0).stream();
    KeyFrameSearch search = new KeyFrameSearch(reference.index());
    while (!search.found && input.read(search)) {
      // Each read looks at one packet.
    }
    return !search.found || (search.pts != null && search.pts.compareTo(from) > 0);
  }

  /** Looks for the first packet of a stream that decoding can begin with. */
  private static final class KeyFrameSearch implements Sink<Packet> {
    private final int index;
    private boolean found;
    private @Nullable Timestamp pts;

    KeyFrameSearch(int index) {
      this.index = index;
    }

    @Override
    public void accept(Packet packet) {
      if (packet.streamIndex() == index && packet.keyFrame()) {
        found = true;
        pts = packet.pts();
      }
    }
  }

  private @Nullable Timestamp end(Timestamp begin) {
    Timestamp to = options.to();
    return to == null ? null : begin.plus(options.from() == null ? to : to.minus(options.from()));
  }

  private void readRound(Source source, TimeShift shift, @Nullable Timestamp end) {
    List<Until> untils = lanes.stream().map(lane -> new Until(lane.sink(), end)).toList();
    Route[] routes = new Route[lanes.size()];
    for (int i = 0; i < routes.length; i++) {
      routes[i] = lanes.get(i).stream().to(shift.into(untils.get(i)));
    }
    input.pumpWhile(() -> source.mayGoOn(null) && !untils.stream().allMatch(Until::isPast), routes);
  }

  /** Takes the packets of one round, up to its end, and keeps that end to itself. */
  private static final class Until implements Sink<Packet> {
    private final Sink<Packet> next;
    private final @Nullable Timestamp end;
    private boolean past;

    Until(Sink<Packet> next, @Nullable Timestamp end) {
      this.next = next;
      this.end = end;
    }

    boolean isPast() {
      return past;
    }

    @Override
    public void accept(Packet packet) {
      if (end != null && !past) {
        Timestamp dts = packet.dts();
        past = dts != null && dts.compareTo(end) >= 0;
      }
      if (!past) {
        next.accept(packet);
      }
    }
  }
}
