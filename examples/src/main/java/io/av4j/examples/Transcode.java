package io.av4j.examples;

import io.av4j.UnsupportedMediaException;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.TrackStatistics;
import io.av4j.container.VideoStream;
import io.av4j.filter.ConstantFrameRate;
import io.av4j.flow.Stage;
import io.av4j.frame.VideoFrame;
import io.av4j.pipeline.OutputProgress;
import io.av4j.pipeline.PipelineProgress;
import io.av4j.pipeline.ReadOptions;
import io.av4j.time.Timestamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(names = "--ss", paramLabel = "SECONDS", description = "where in IN to begin")
  private @Nullable Double from;

  @Option(names = "--to", paramLabel = "SECONDS", description = "where in IN to end")
  private @Nullable Double to;

  @Option(
      names = "--loop",
      paramLabel = "N",
      description = "take IN N times, 0 for ever (default: 1)")
  private int loop = 1;

  @Option(
      names = "--progress",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Progress.Style style = Progress.Style.AUTO;

  @Spec private CommandSpec spec = CommandSpec.create();

  // Where the media begins in OUT.
  private static final Timestamp ZERO = Timestamp.ofMicros(0);
  private static final Duration GLANCE = Duration.ofMillis(100);

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
    ReadOptions part =
        ReadOptions.DEFAULT
            .between(seconds(from), seconds(to))
            .withRounds(loop)
            .withDecoder(encoding.decoder());
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
      try (MediaOutput output = MediaOutput.create(out);
          var transcode = io.av4j.pipeline.Transcode.of(input, part)) {
        output.describeAs(input);
        input.findVideo().ifPresent(stream -> add(transcode, stream, video, output));
        input.findAudio().ifPresent(stream -> add(transcode, stream, audio, output));
        transcode.start();
        watch(transcode, stop);
        warn(transcode.progress(), output);
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

  private static @Nullable Timestamp seconds(@Nullable Double value) {
    return value == null ? null : Timestamp.ofMicros(Math.round(value * 1e6));
  }

  private void add(
      io.av4j.pipeline.Transcode transcode,
      VideoStream stream,
      Optional<VideoEncoderSettings> settings,
      MediaOutput output) {
    if (settings.isEmpty()) {
      transcode.copy(stream, output);
      return;
    }
    @SuppressWarnings({"unchecked", "rawtypes"}) // a list of none or one stage
    Stage<VideoFrame, VideoFrame>[] even =
        encoding
            .frameRate()
            .map(rate -> new Stage[] {opened(ConstantFrameRate.of(rate, ZERO))})
            .orElse(new Stage[0]);
    transcode.video(stream, output, settings.get(), even);
  }

  private static void add(
      io.av4j.pipeline.Transcode transcode,
      AudioStream stream,
      Optional<AudioEncoderSettings> settings,
      MediaOutput output) {
    settings.ifPresentOrElse(
        s -> transcode.audio(stream, output, s), () -> transcode.copy(stream, output));
  }

  private void watch(io.av4j.pipeline.Transcode transcode, StopSignal stop) {
    Progress progress =
        new Progress(style, spec.commandLine(), () -> output(transcode).bytes().orElse(0));
    while (!transcode.await(GLANCE)) {
      if (stop.isStopping()) {
        transcode.stop();
      }
      progress.reached(output(transcode));
      progress.update();
    }
    progress.reached(output(transcode));
    progress.end();
  }

  private static OutputProgress output(io.av4j.pipeline.Transcode transcode) {
    return transcode.progress().outputs().get(0);
  }

  private <C extends AutoCloseable> C opened(C item) {
    open.push(item);
    return item;
  }

  private void warn(PipelineProgress progress, MediaOutput output) {
    if (progress.corrupt() > 0) {
      spec.commandLine().getErr().println(progress.corrupt() + " packets could not be decoded");
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
