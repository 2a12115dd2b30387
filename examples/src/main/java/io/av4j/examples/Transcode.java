package io.av4j.examples;

import io.av4j.UnsupportedMediaException;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.Decoder;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.Route;
import io.av4j.container.TrackStatistics;
import io.av4j.container.VideoStream;
import io.av4j.filter.ConstantFrameRate;
import io.av4j.filter.FilterGraph;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Timestamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Decodes a file and encodes it anew into another, the best video and the best audio of it. */
@Command(
    name = "Transcode",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Encodes the best video and audio of IN anew into OUT; \"copy\" as codec keeps a stream.")
public final class Transcode implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "IN", description = "file or URL")
  private String in = "";

  @Parameters(index = "1", paramLabel = "OUT", description = "file; its name tells the container")
  private Path out = Path.of("");

  @Mixin private EncodingOptions encoding = new EncodingOptions();

  @Option(
      names = "--progress",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Progress.Style style = Progress.Style.AUTO;

  @Spec private CommandSpec spec = CommandSpec.create();

  // Where the media begins, once it is shifted.
  private static final Timestamp ZERO = Timestamp.ofMicros(0);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private Transcode() {}

  /** The command line. */
  public static void main(String[] arguments) {
    Program.main(new Transcode(), arguments);
  }

  /** What {@link #main} runs; for tests. */
  static int run(String... arguments) {
    return Program.run(new Transcode(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    if (Files.exists(out) && Files.exists(Path.of(in)) && Files.isSameFile(out, Path.of(in))) {
      throw new IllegalArgumentException("IN and OUT are the same file");
    }
    try (StopSignal stop = new StopSignal();
        MediaInput input = MediaInput.open(in)) {
      // All that can be wrong with the arguments shows before OUT is touched.
      Optional<VideoEncoderSettings> video =
          input.findVideo().filter(v -> !keeps(encoding.videoCodec)).map(encoding::video);
      Optional<AudioEncoderSettings> audio =
          input
              .findAudio()
              .filter(a -> !keeps(encoding.audioCodec))
              .map(a -> encoding.audio(a.format()));
      if (input.findVideo().isEmpty() && input.findAudio().isEmpty()) {
        throw new UnsupportedMediaException(input.location() + " has neither video nor audio");
      }
      try (MediaOutput output = MediaOutput.create(out)) {
        output.describeAs(input);
        Progress progress = new Progress(style, spec.commandLine(), output);
        Route[] routes = routes(input, output, video, audio, progress);
        input.pumpWhile(
            () -> {
              progress.update();
              return !stop.isStopping();
            },
            routes);
        output.finish();
        progress.end();
        warn(output);
      }
      return stop.isStopping() ? Program.FAILED : Program.OK;
    } finally {
      for (AutoCloseable item : open) {
        item.close();
      }
    }
  }

  private static boolean keeps(String codec) {
    return codec.equals("copy");
  }

  private Route[] routes(
      MediaInput input,
      MediaOutput output,
      Optional<VideoEncoderSettings> videoSettings,
      Optional<AudioEncoderSettings> audioSettings,
      Progress progress) {
    Timestamp start = input.startTime();
    Timestamp back = Timestamp.ofMicros(start == null ? 0 : -start.toMicros());
    TimeShift fromZero = opened(TimeShift.by(back));
    List<Route> routes = new ArrayList<>();
    input
        .findVideo()
        .ifPresent(
            video -> {
              Sink<Packet> sink =
                  videoSettings
                      .map(settings -> encode(video, settings, output, progress))
                      .orElseGet(
                          () -> tap(output.addCopy(video), packet -> progress.frame(packet.pts())));
              routes.add(video.to(fromZero.into(sink)));
            });
    boolean audioOnly = routes.isEmpty();
    input
        .findAudio()
        .ifPresent(
            audio -> {
              Sink<Packet> sink =
                  audioSettings
                      .map(settings -> encode(audio, settings, output))
                      .orElseGet(() -> output.addCopy(audio));
              routes.add(
                  audio.to(
                      fromZero.into(
                          audioOnly ? tap(sink, packet -> progress.time(packet.pts())) : sink)));
            });
    return routes.toArray(Route[]::new);
  }

  private Sink<Packet> encode(
      VideoStream video, VideoEncoderSettings settings, MediaOutput output, Progress progress) {
    Decoder<VideoFrame> decoder = opened(video.openDecoder(encoding.decoder()));
    Sink<VideoFrame> track = tap(output.addVideo(settings), frame -> progress.frame(frame.pts()));
    Sink<VideoFrame> even =
        encoding
            .frameRate()
            .<Sink<VideoFrame>>map(rate -> opened(ConstantFrameRate.of(rate, ZERO)).into(track))
            .orElse(track);
    return decoder.into(
        video
            .uprightFilter()
            .<Sink<VideoFrame>>map(filter -> opened(FilterGraph.video(filter)).into(even))
            .orElse(even));
  }

  private Sink<Packet> encode(
      AudioStream audio, AudioEncoderSettings settings, MediaOutput output) {
    Decoder<AudioFrame> decoder = opened(audio.openDecoder(encoding.decoder()));
    return decoder.into(output.addAudio(settings));
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

  private <C extends AutoCloseable> C opened(C item) {
    open.push(item);
    return item;
  }

  private void warn(MediaOutput output) {
    for (AutoCloseable item : open) {
      if (item instanceof Decoder<?> decoder && decoder.corruptCount() > 0) {
        spec.commandLine()
            .getErr()
            .println(
                decoder.corruptCount() + " packets could not be decoded (" + decoder.name() + ")");
      }
    }
    for (TrackStatistics track : output.statistics()) {
      if (track.repairedTimestamps() > 0) {
        spec.commandLine()
            .getErr()
            .println(
                "track "
                    + track.index()
                    + ": "
                    + track.repairedTimestamps()
                    + " timestamps repaired");
      }
    }
  }
}
