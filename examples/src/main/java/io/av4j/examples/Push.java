package io.av4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.av4j.MediaIoException;
import io.av4j.UnsupportedMediaException;
import io.av4j.clock.Pacer;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.Decoder;
import io.av4j.codec.Encoder;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.OutputOptions;
import io.av4j.container.Route;
import io.av4j.container.VideoStream;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.ConstantFrameRate;
import io.av4j.filter.FilterGraph;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.push.PushPlan;
import io.av4j.time.Timestamp;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Pushes a file live: decoded, encoded, paced in real time, as FLV over RTMP. */
@Command(
    name = "Push",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Pushes IN to an RTMP server in real time.",
      "With --to it goes to any number of places, in several sizes if wanted, and survives their faults.",
      "Without URL a receiver in this program takes the stream, and what arrived is checked against what "
          + "was sent. Without IN a test clip is pushed."
    })
public final class Push implements Callable<Integer> {
  @Parameters(index = "0", arity = "0..1", paramLabel = "IN", description = "file or URL")
  private @Nullable String in;

  @Parameters(index = "1", arity = "0..1", paramLabel = "URL", description = "rtmp://host/app/key")
  private @Nullable String url;

  @Mixin private LivePlan live = new LivePlan();

  @Option(names = "--copy", description = "send the streams as they are, without encoding")
  private boolean copy;

  @Option(
      names = "--loop",
      paramLabel = "N",
      description = "play IN N times, 0 for ever (default: 1)")
  private int loop = 1;

  @Option(
      names = "--realtime",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "pace by the timestamps (default), or as fast as it goes")
  private boolean realtime;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "keep what the receiver got (.flv); with --to a folder for each rung's stream")
  private @Nullable Path record;

  @Option(
      names = "--stats",
      paramLabel = "json",
      description = "with --to: one JSON object every half second")
  private @Nullable String stats;

  @Option(
      names = "--progress",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Progress.Style style = Progress.Style.AUTO;

  @Spec private CommandSpec spec = CommandSpec.create();

  // Where the media begins, once it is shifted.
  private static final Timestamp ZERO = Timestamp.ofMicros(0);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private EncodingOptions encoding = new EncodingOptions();
  private final List<Track> tracks = new ArrayList<>();
  private final SentLog sentVideo = new SentLog();
  private final SentLog sentAudio = new SentLog();

  /**
   * A stream on its way: where its packets go, and what a new round of the loop needs before it.
   */
  private record Track(MediaStream stream, Sink<Packet> sink, Runnable betweenRounds) {}

  Push() {}

  /** The command line. */
  public static void main(String[] arguments) {
    Program.main(new Push(), arguments);
  }

  /** What {@link #main} runs; for tests. */
  static int run(String... arguments) {
    return Program.run(new Push(), arguments);
  }

  /** The packets of the picture that went out. */
  SentLog sentVideo() {
    return sentVideo;
  }

  /** The packets of the sound that went out. */
  SentLog sentAudio() {
    return sentAudio;
  }

  @Override
  public Integer call() throws Exception {
    if (loop < 0) {
      throw new IllegalArgumentException("--loop takes 0 or more, not " + loop);
    }
    if (live.isWanted()) {
      return pushLive();
    }
    encoding = live.encoding();
    PushSummary summary = new PushSummary();
    boolean stopped;
    try (StopSignal stop = new StopSignal();
        MediaInput input = in == null ? MediaInput.open(TestClip.path()) : MediaInput.open(in)) {
      if (url != null) {
        push(input, url, null, stop, summary);
      } else {
        Path recording = record != null ? record : Files.createTempFile("push", ".flv");
        try (Receiver receiver = Receiver.start(recording)) {
          push(input, receiver.url(), receiver, stop, summary);
          summary.received(receiver.await(), sentVideo, sentAudio);
        } finally {
          if (record == null) {
            Files.deleteIfExists(recording);
          }
        }
      }
      stopped = stop.isStopping();
      show(input, summary, stopped);
    } finally {
      for (AutoCloseable item : open) {
        item.close();
      }
    }
    return summary.complete() && !stopped ? Program.OK : Program.FAILED;
  }

  /** To several places, each on its own, until all is played or Ctrl-C. */
  private int pushLive() throws IOException {
    if (stats != null && !stats.equals("json")) {
      throw new IllegalArgumentException("--stats takes json, not " + stats);
    }
    PushPlan plan = live.plan(in, copy, loop, record);
    LiveView view =
        new LiveView(
            stats != null ? Progress.Style.JSON : Progress.resolve(style),
            spec.commandLine().getOut());
    return LiveRun.of(plan, view, spec.commandLine().getErr());
  }

  private void push(
      MediaInput input,
      String to,
      @Nullable Receiver receiver,
      StopSignal stop,
      PushSummary summary)
      throws InterruptedException {
    // All that can be wrong with the arguments shows before a server is asked.
    Optional<VideoEncoderSettings> video =
        copy ? Optional.empty() : input.findVideo().map(encoding::liveVideo);
    Optional<AudioEncoderSettings> audio =
        copy ? Optional.empty() : input.findAudio().map(encoding::liveAudio);
    if (input.findVideo().isEmpty() && input.findAudio().isEmpty()) {
      throw new UnsupportedMediaException(input.location() + " has neither video nor audio");
    }
    long start = System.nanoTime();
    try (MediaOutput output = connect(to, receiver)) {
      Progress progress = new Progress(style, spec.commandLine(), output::bytesWritten);
      input.findVideo().ifPresent(stream -> addVideo(stream, video, output, progress));
      input.findAudio().ifPresent(stream -> addAudio(stream, audio, output, progress));
      // The codecs' headers go out now: some servers drop a publisher that is silent for seconds,
      // and an encoder may be that long before its first packet.
      output.start();
      Pacer pacer = realtime ? Pacer.realtime() : null;
      play(input, pacer, stop, progress);
      tracks.forEach(track -> track.sink().end());
      output.finish();
      progress.end();
      summary.sent(sentVideo, sentAudio, (System.nanoTime() - start) / 1e9);
      summary.pacing(pacer == null ? null : pacer.statistics());
    }
    long first = receiver == null ? firstSent() : receiver.firstPacketNanos();
    summary.firstByte(first - start);
  }

  private long firstSent() {
    return sentVideo.packets() == 0 || sentAudio.packets() == 0
        ? Math.max(sentVideo.firstNanos(), sentAudio.firstNanos())
        : Math.min(sentVideo.firstNanos(), sentAudio.firstNanos());
  }

  /** Connects; to the receiver of this program as soon as it listens. */
  private static MediaOutput connect(String to, @Nullable Receiver receiver)
      throws InterruptedException {
    OutputOptions options = OutputOptions.DEFAULT.withFormat("flv");
    long start = System.nanoTime();
    while (true) {
      try {
        return MediaOutput.create(to, options);
      } catch (MediaIoException e) {
        if (receiver == null || System.nanoTime() - start > 5_000_000_000L) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
  }

  private void addVideo(
      VideoStream stream,
      Optional<VideoEncoderSettings> settings,
      MediaOutput output,
      Progress progress) {
    if (settings.isEmpty()) {
      Sink<Packet> track = sentVideo.before(output.addCopy(stream));
      Sink<Packet> counted = tap(track, packet -> progress.frame(packet.pts()));
      tracks.add(new Track(stream, counted, () -> {}));
      return;
    }
    Encoder<VideoFrame> encoder =
        opened(Encoder.openVideo(settings.get(), output.headerPlacement()));
    Sink<Packet> track = sentVideo.before(output.addEncoded(encoder));
    VideoScaler scaler = opened(VideoScaler.to(picture(settings.get())));
    Sink<VideoFrame> encode =
        tap(scaler.into(encoder.into(track)), frame -> progress.frame(frame.pts()));
    Sink<VideoFrame> next =
        encoding
            .frameRate()
            .<Sink<VideoFrame>>map(rate -> opened(ConstantFrameRate.of(rate, ZERO)).into(encode))
            .orElse(encode);
    Sink<VideoFrame> upright = upright(stream, next);
    Decoder<VideoFrame> decoder = opened(stream.openDecoder(encoding.decoder()));
    tracks.add(new Track(stream, decoder.into(upright), () -> decoder.flush(upright)));
  }

  private Sink<VideoFrame> upright(VideoStream stream, Sink<VideoFrame> next) {
    return stream
        .uprightFilter()
        .<Sink<VideoFrame>>map(filter -> opened(FilterGraph.video(filter)).into(next))
        .orElse(next);
  }

  private static VideoFormat picture(VideoEncoderSettings settings) {
    return settings.format().withColor(ColorProperties.UNKNOWN);
  }

  private void addAudio(
      AudioStream stream,
      Optional<AudioEncoderSettings> settings,
      MediaOutput output,
      Progress progress) {
    boolean audioOnly = tracks.isEmpty();
    if (settings.isEmpty()) {
      Sink<Packet> track = sentAudio.before(output.addCopy(stream));
      tracks.add(new Track(stream, track, () -> {}));
      return;
    }
    Encoder<AudioFrame> encoder =
        opened(Encoder.openAudio(settings.get(), output.headerPlacement()));
    Sink<Packet> track = sentAudio.before(output.addEncoded(encoder));
    AudioResampler resampler =
        opened(AudioResampler.to(settings.get().format(), encoder.frameSize()));
    Sink<AudioFrame> encode = resampler.into(encoder.into(track));
    Sink<AudioFrame> next = audioOnly ? tap(encode, frame -> progress.time(frame.pts())) : encode;
    Decoder<AudioFrame> decoder = opened(stream.openDecoder(encoding.decoder()));
    tracks.add(new Track(stream, decoder.into(next), () -> decoder.flush(next)));
  }

  /** A sink that looks at each item on its way. */
  static <T> Sink<T> tap(Sink<T> next, Sink<T> look) {
    return new Sink<>() {
      @Override
      public void accept(T item) {
        look.accept(item);
        next.accept(item);
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }

  /**
   * Plays the input as often as asked, each round behind the one before, all tracks by one offset.
   */
  private void play(MediaInput input, @Nullable Pacer pacer, StopSignal stop, Progress progress) {
    Timestamp start = input.startTime() == null ? Timestamp.ofMicros(0) : input.startTime();
    TimeShift shift = opened(TimeShift.by(Timestamp.ofMicros(-start.toMicros())));
    Route[] routes =
        tracks.stream()
            .map(
                track -> {
                  // Without the end: that comes after the last round.
                  Sink<Packet> sink = packet -> track.sink().accept(packet);
                  return track.stream().to(shift.into(pacer == null ? sink : pacer.into(sink)));
                })
            .toArray(Route[]::new);
    for (int round = 0; (loop == 0 || round < loop) && !stop.isStopping(); round++) {
      if (round > 0) {
        tracks.forEach(track -> track.betweenRounds().run());
        input.seek(start);
        Timestamp end = shift.end();
        if (end != null) {
          shift.setOffset(Timestamp.ofMicros(end.toMicros() - start.toMicros()));
        }
      }
      input.pumpWhile(
          () -> {
            progress.update();
            return !stop.isStopping();
          },
          routes);
    }
  }

  private void show(MediaInput input, PushSummary summary, boolean stopped)
      throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    if (style == Progress.Style.JSON) {
      out.println(new ObjectMapper().writeValueAsString(summary.figures()));
    } else {
      String how = stopped ? "stopped" : summary.complete() ? "complete" : "NOT COMPLETE";
      out.println("Push of " + input.location() + " " + how);
      out.print(summary.describe());
    }
    out.flush();
  }

  private <C extends AutoCloseable> C opened(C item) {
    open.push(item);
    return item;
  }
}
