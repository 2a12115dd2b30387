package io.av4j.examples;

import io.av4j.UnsupportedMediaException;
import io.av4j.clock.Importance;
import io.av4j.clock.NanoClock;
import io.av4j.clock.SkewStatistics;
import io.av4j.clock.SyncAction;
import io.av4j.clock.SyncClock;
import io.av4j.clock.SyncOptions;
import io.av4j.clock.SyncStatistics;
import io.av4j.clock.Timeline;
import io.av4j.clock.TimelineOptions;
import io.av4j.clock.TimelineTrack;
import io.av4j.codec.CorruptPolicy;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.Route;
import io.av4j.container.VideoStream;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.FilterGraph;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.awt.GraphicsEnvironment;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays a file in a window, and says how well picture and sound were together. */
@Command(
    name = "Play",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Plays FILE in a window, the pictures by the sound, and tells at the end how far they were apart.",
      "Without a display or a sound card it plays to nowhere, in real time."
    })
public final class Play implements Callable<Integer> {
  private static final NanoClock TIME = NanoClock.system();
  private static final DecoderOptions OPTIONS =
      DecoderOptions.DEFAULT.withCorruptPolicy(CorruptPolicy.SKIP);
  private static final Timestamp USUAL_LENGTH = Timestamp.ofMicros(40_000);
  private static final int PICTURES_AHEAD = 8;
  private static final int BLOCKS_AHEAD = 48;

  @Parameters(index = "0", paramLabel = "FILE", description = "file or URL")
  private String file = "";

  @Option(names = "--headless", description = "to nowhere, although there is a display")
  private boolean headless;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final SyncClock clock = SyncClock.of(TIME, SyncOptions.PLAYER);
  private final Timeline timeline = Timeline.of(TimelineOptions.FILE);
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** A decoded picture on its way to the screen; whoever takes it closes it. */
  private record Picture(VideoFrame frame, Timestamp pts, Timestamp length) {}

  /** Sound on its way to the loudspeaker: 16 bits, channels interleaved, and when it ends. */
  private record Block(ByteBuffer samples, Timestamp end) {}

  private Play() {}

  /** The command line. */
  public static void main(String[] arguments) {
    Program.main(new Play(), arguments);
  }

  /** What {@link #main} runs; for tests. */
  static int run(String... arguments) {
    return Program.run(new Play(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    try (StopSignal stop = new StopSignal();
        MediaInput input = MediaInput.open(file)) {
      boolean shown = !headless && !GraphicsEnvironment.isHeadless();
      @Nullable VideoStream video = input.findVideo().filter(VideoStream::hasFormat).orElse(null);
      @Nullable AudioStream audio = input.findAudio().filter(AudioStream::hasFormat).orElse(null);
      if (video == null && audio == null) {
        throw new UnsupportedMediaException(input.location() + " has neither video nor audio");
      }
      Screen screen =
          shown && video != null ? opened(new PlayerWindow(video, file)) : Screen.NOWHERE;
      BooleanSupplier ended = () -> stop.isStopping() || screen.isClosed();
      PrintWriter out = spec.commandLine().getOut();
      out.println("Playing " + input.location() + (shown ? "" : " to nowhere"));
      out.flush();
      play(input, video, audio, screen, shown, ended);
      out.println(ended.getAsBoolean() ? "stopped" : "complete");
      out.print(describe(clock.statistics()));
      out.flush();
      return stop.isStopping() ? Program.FAILED : Program.OK;
    } finally {
      for (AutoCloseable item : open) {
        item.close();
      }
    }
  }

  /** Reads and decodes on one thread, gives the sound out on another and the pictures on this. */
  private void play(
      MediaInput input,
      @Nullable VideoStream video,
      @Nullable AudioStream audio,
      Screen screen,
      boolean audible,
      BooleanSupplier ended)
      throws Exception {
    FrameQueue<Picture> pictures = new FrameQueue<>(PICTURES_AHEAD, ended);
    FrameQueue<Block> blocks = new FrameQueue<>(BLOCKS_AHEAD, ended);
    List<Route> routes = new ArrayList<>();
    if (video != null) {
      routes.add(video.to(opened(video.openDecoder(OPTIONS)).into(upright(video, pictures))));
    }
    AudioFormat format = audio == null ? null : playable(audio.format());
    if (audio != null && format != null) {
      Decoder<AudioFrame> decoder = opened(audio.openDecoder(OPTIONS));
      AudioResampler resampler = opened(AudioResampler.to(format, format.sampleRate() / 50));
      routes.add(audio.to(decoder.into(resampler.into(keep(format, blocks)))));
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<?> reading =
          threads.submit(
              () -> {
                try {
                  input.pumpWhile(() -> !ended.getAsBoolean(), routes.toArray(Route[]::new));
                } finally {
                  pictures.end();
                  blocks.end();
                }
              });
      Future<?> sounding =
          format == null ? reading : threads.submit(() -> sound(format, audible, blocks));
      show(pictures, screen);
      if (ended.getAsBoolean()) {
        input.cancel();
      }
      result(sounding, ended);
      result(reading, ended);
    } finally {
      input.cancel();
      threads.shutdownNow();
      threads.awaitTermination(10, TimeUnit.SECONDS);
      pictures.drain().forEach(picture -> picture.frame().close());
    }
  }

  /** Waits for a thread; that it was cut off is no failure where that was the wish. */
  private static void result(Future<?> thread, BooleanSupplier ended) throws Exception {
    try {
      thread.get();
    } catch (ExecutionException e) {
      boolean wished = ended.getAsBoolean() && e.getCause() instanceof CancellationException;
      if (!wished) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }

  private Sink<VideoFrame> upright(VideoStream stream, FrameQueue<Picture> queue) {
    TimelineTrack track = timeline.addTrack(64);
    Sink<VideoFrame> keep =
        frame -> {
          Timestamp length = frame.duration();
          Timestamp pts = track.mapFrame(frame.pts(), length).pts();
          Picture picture =
              new Picture(frame.newRef(), pts, length == null ? USUAL_LENGTH : length);
          if (!queue.put(picture)) {
            picture.frame().close();
          }
        };
    return stream
        .uprightFilter()
        .<Sink<VideoFrame>>map(filter -> opened(FilterGraph.video(filter)).into(keep))
        .orElse(keep);
  }

  private Sink<AudioFrame> keep(AudioFormat format, FrameQueue<Block> queue) {
    TimelineTrack track = timeline.addTrack(64);
    Rational sample = new Rational(1, format.sampleRate());
    return frame -> {
      Timestamp length = new Timestamp(frame.samples(), sample);
      Timestamp pts = track.mapFrame(frame.pts(), length).pts();
      byte[] samples = new byte[frame.packedSize()];
      frame.copyTo(samples);
      queue.put(new Block(ByteBuffer.wrap(samples), pts.plus(length)));
    };
  }

  private static AudioFormat playable(AudioFormat format) {
    ChannelLayout layout =
        format.layout().channels() == 1 ? ChannelLayout.MONO : ChannelLayout.STEREO;
    return new AudioFormat(format.sampleRate(), SampleFormat.S16, layout);
  }

  /** Plays the sound, and tells the clock what part of it is heard. */
  private @Nullable Void sound(AudioFormat format, boolean audible, FrameQueue<Block> blocks)
      throws Exception {
    Rational sample = new Rational(1, format.sampleRate());
    int width = format.layout().channels() * format.sampleFormat().bytesPerSample();
    try (Speaker speaker = Speaker.open(format, audible)) {
      long written = 0;
      Timestamp end = Timestamp.ofMicros(0);
      for (Block block = blocks.take(); block != null; block = blocks.take()) {
        speaker.write(block.samples().array());
        written += block.samples().capacity() / width;
        end = block.end();
        clock.audioHeard(end.minus(waiting(speaker, written, sample)), clock.epoch());
      }
      // The last of it is heard when nothing is written any more.
      while (!blocks.isStopped() && speaker.heard() < written) {
        TIME.waitUntil(TIME.nanoTime() + 10_000_000);
        clock.audioHeard(end.minus(waiting(speaker, written, sample)), clock.epoch());
      }
    } finally {
      blocks.abandon();
    }
    return null;
  }

  private static Timestamp waiting(Speaker speaker, long written, Rational sample) {
    return new Timestamp(Math.max(0, written - speaker.heard()), sample);
  }

  /** Shows the pictures when the clock says so. */
  private void show(FrameQueue<Picture> pictures, Screen screen) throws InterruptedException {
    for (Picture picture = pictures.take(); picture != null; picture = pictures.take()) {
      try (VideoFrame frame = picture.frame()) {
        screen.prepare(frame);
        SyncAction.Video action = ask(picture, pictures);
        while (action instanceof SyncAction.Wait wait && !pictures.isStopped()) {
          TIME.waitUntil(TIME.nanoTime() + wait.time().toNanos());
          action = ask(picture, pictures);
        }
        if (!(action instanceof SyncAction.Drop || action instanceof SyncAction.Wait)) {
          screen.show();
        }
      }
    }
  }

  private SyncAction.Video ask(Picture picture, FrameQueue<Picture> pictures) {
    Importance importance = pictures.isEmpty() ? Importance.NEWEST : Importance.DROPPABLE;
    return clock.video(picture.pts(), picture.length(), importance);
  }

  private static String describe(SyncStatistics all) {
    SkewStatistics skew = all.skew();
    StringBuilder text = new StringBuilder();
    line(text, "pictures shown", all.shown());
    line(text, "pictures late", all.late());
    line(text, "pictures dropped", all.dropped());
    if (skew.count() > 0) {
      line(text, "master at the end", all.master());
      line(text, "skew p50 ms", millis(skew.p50()));
      line(text, "skew p95 ms", millis(skew.p95()));
      line(text, "skew p99 ms", millis(skew.p99()));
      line(text, "skew max ms", millis(skew.max()));
    }
    all.driftPpm().ifPresent(drift -> line(text, "sound drift ppm", Math.round(drift)));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(String.format(Locale.ROOT, "  %-18s %s%n", name, value));
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  private <C extends AutoCloseable> C opened(C item) {
    open.push(item);
    return item;
  }
}
