package io.av4j.push.source;

import io.av4j.CancelToken;
import io.av4j.InvalidMediaException;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.container.AudioStream;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.Probing;
import io.av4j.container.Route;
import io.av4j.container.VideoStream;
import io.av4j.flow.Sink;
import io.av4j.pipeline.Pipeline;
import io.av4j.push.destination.StreamSet;
import io.av4j.push.plan.PushSource;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file or stream that FFmpeg reads, on the runner's thread. Where the programme decodes, a thread
 * for each stream does so; else nothing but reading happens.
 */
final class MediaSource implements OpenSource {
  // Of a source that does not say; it rules the size of the kernel's buffer.
  private static final long USUAL_BITS = 4_000_000;

  private final String push;
  private final MediaInput input;
  private final boolean paced;
  private final @Nullable VideoStream video;
  private final @Nullable AudioStream audio;

  private MediaSource(String push, MediaInput input, boolean isRemote) {
    this.push = push;
    this.input = input;
    // A stream without an end comes in real time by itself; a file may only not know its end.
    this.paced = !isRemote || input.duration() != null;
    this.video = input.findVideo().orElse(null);
    this.audio = input.findAudio().orElse(null);
  }

  /**
   * Opens.
   *
   * @param push names the threads
   * @param probing how to find out what is in it
   * @throws RuntimeException as {@link MediaInput#open}
   * @throws InvalidMediaException if it has neither video nor audio
   */
  static MediaSource open(
      String push,
      PushSource.Media media,
      Duration readTimeout,
      Probing probing,
      CancelToken token) {
    InputOptions options =
        InputOptions.DEFAULT
            .withReadTimeout(readTimeout)
            .withProbing(probing)
            .withCancelToken(token);
    for (Map.Entry<String, String> option : media.options().entrySet()) {
      options = options.withOption(option.getKey(), option.getValue());
    }
    MediaInput input = open(media, options);
    try {
      MediaSource source = new MediaSource(push, input, media.isRemote());
      if (source.video == null && source.audio == null) {
        throw new InvalidMediaException(input.location() + " has neither video nor audio");
      }
      return source;
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
  }

  private static MediaInput open(PushSource.Media media, InputOptions options) {
    if (media instanceof PushSource.File file) {
      return MediaInput.open(file.path(), options);
    }
    return MediaInput.open(((PushSource.Url) media).url(), options);
  }

  @Override
  public String shown() {
    return input.location();
  }

  @Override
  public Rational frameRate() {
    if (video == null) {
      return Rational.UNSET;
    }
    if (video.hasFormat() && video.format().frameRate().isSet()) {
      return video.format().frameRate();
    }
    return video.averageFrameRate().isSet() ? video.averageFrameRate() : video.realFrameRate();
  }

  @Override
  public SourceStreams streams() {
    return new SourceStreams(video != null, audio != null);
  }

  @Override
  public void announce(Programme programme) {
    programme.sourceStreams(streams());
    long bits = input.bitsPerSecond() > 0 ? input.bitsPerSecond() : USUAL_BITS;
    programme.copyStreams(streamSet(bits), bits);
  }

  @Override
  public void play(Programme programme, SourceTimeline timeline, Pacing pacing) {
    timeline.begin(programme, input.startTime());
    try (TimeShift shift = TimeShift.by(Timestamp.ofMicros(0))) {
      if (programme.decodes()) {
        try (Pipeline pipeline = Pipeline.named(push + "-source")) {
          SourceDecoders decoding = new SourceDecoders(pipeline, programme);
          Route[] routes = routes(programme, timeline, shift, pacing, decoding);
          pipeline.run(() -> input.pump(routes));
        }
      } else {
        input.pump(routes(programme, timeline, shift, pacing, null));
      }
    } finally {
      programme.flush();
    }
  }

  private StreamSet streamSet(long bits) {
    CodecParameters first = video == null ? null : video.parameters();
    try {
      return new StreamSet(first, audio == null ? null : audio.parameters(), bits);
    } catch (RuntimeException e) {
      if (first != null) {
        first.close();
      }
      throw e;
    }
  }

  private Route[] routes(
      Programme programme,
      SourceTimeline timeline,
      TimeShift shift,
      Pacing pacing,
      @Nullable SourceDecoders decoding) {
    List<Route> routes = new ArrayList<>();
    if (video != null) {
      Sink<Packet> decoder = decoding == null ? null : decoding.of(video);
      Sink<Packet> taker = taker(programme, true, pacing, decoder);
      routes.add(video.to(endedBy(timeline.before(true, shift, taker), decoder)));
    }
    if (audio != null) {
      Sink<Packet> decoder = decoding == null ? null : decoding.of(audio);
      Sink<Packet> taker = taker(programme, false, pacing, decoder);
      routes.add(audio.to(endedBy(timeline.before(false, shift, taker), decoder)));
    }
    return routes.toArray(Route[]::new);
  }

  /** Takes packets that have the programme's times. */
  private Sink<Packet> taker(
      Programme programme, boolean isVideo, Pacing pacing, @Nullable Sink<Packet> decoder) {
    return packet -> {
      if (paced) {
        Timestamp dts = packet.dts();
        pacing.await(dts != null ? dts : packet.pts());
      }
      programme.copy(packet, isVideo);
      if (decoder != null) {
        // It may wait for an encoder.
        programme.flush();
        decoder.accept(packet);
      } else if (!paced) {
        programme.flush();
      }
    };
  }

  private static Sink<Packet> endedBy(Sink<Packet> packets, @Nullable Sink<Packet> decoder) {
    if (decoder == null) {
      return packets;
    }
    return new Sink<>() {
      @Override
      public void accept(Packet packet) {
        packets.accept(packet);
      }

      @Override
      public void end() {
        decoder.end();
      }
    };
  }

  @Override
  public void endReading() {
    input.endReading();
  }

  @Override
  public void close() {
    input.close();
  }
}
