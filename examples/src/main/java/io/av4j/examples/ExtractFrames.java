package io.av4j.examples;

import io.av4j.codec.CorruptPolicy;
import io.av4j.codec.DecoderOptions;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.container.VideoStream;
import io.av4j.filter.FilterGraph;
import io.av4j.filter.VideoScaler;
import io.av4j.frame.BufferedImages;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the pictures that a player would show at given times. */
@Command(
    name = "ExtractFrames",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes the pictures of FILE that are shown at the given times: the last one not later, "
            + "before the first picture the first, beyond the end the last.")
public final class ExtractFrames implements Callable<Integer> {
  private static final DecoderOptions OPTIONS =
      DecoderOptions.DEFAULT.withCorruptPolicy(CorruptPolicy.SKIP);

  @Parameters(index = "0", paramLabel = "FILE", description = "file or URL that can be sought")
  private String file = "";

  @Option(
      names = "--at",
      required = true,
      split = ",",
      paramLabel = "SECONDS",
      description = "seconds from the start of the file, separated by commas")
  private List<BigDecimal> times = List.of();

  @Option(
      names = "--stream",
      paramLabel = "N",
      description = "index of the video stream (default: the best)")
  private @Nullable Integer index;

  @Option(names = "--raw-rgb24", description = "bare RGB24 bytes instead of PNG")
  private boolean raw;

  @Option(names = "--noautorotate", description = "as coded, not turned the way it is shown")
  private boolean asCoded;

  @Option(names = "-o", required = true, paramLabel = "DIR", description = "folder to write into")
  private Path folder = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  private ExtractFrames() {}

  /** The command line. */
  public static void main(String[] arguments) {
    // PNG needs no display, where there is one it shall not be asked for.
    System.setProperty("java.awt.headless", "true");
    Program.main(new ExtractFrames(), arguments);
  }

  /** What {@link #main} runs; for tests. */
  static int run(String... arguments) {
    return Program.run(new ExtractFrames(), arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (times.stream().anyMatch(time -> time.signum() < 0 || time.precision() > 18)) {
      throw new IllegalArgumentException("--at takes seconds from 0 on");
    }
    Files.createDirectories(folder);
    try (StopSignal stop = new StopSignal();
        MediaInput input = MediaInput.open(file);
        FrameReader<VideoFrame> frames = input.frames(stream(input), OPTIONS)) {
      Optional<String> upright = asCoded ? Optional.empty() : stream(input).uprightFilter();
      Timestamp start = input.startTime();
      for (BigDecimal time : times) {
        if (stop.isStopping()) {
          return Program.FAILED;
        }
        frames.seek(position(start == null ? Timestamp.ofMicros(0) : start, time));
        VideoFrame frame = frames.next();
        if (frame == null) {
          throw new NoSuchElementException(file + " has no picture at " + time + " s");
        }
        if (upright.isEmpty()) {
          write(frame, time);
        } else {
          try (FilterGraph turned = FilterGraph.video(upright.get())) {
            turned.feed(frame, picture -> write(picture, time));
          }
        }
      }
      return Program.OK;
    }
  }

  private VideoStream stream(MediaInput input) {
    if (index == null) {
      return input.bestVideo();
    }
    if (input.stream(index) instanceof VideoStream video) {
      return video;
    }
    throw new NoSuchElementException(input.stream(index) + " of " + file + " has no pictures");
  }

  /**
   * The time in the file. Its start is known to the microsecond, so a picture less than half of one
   * later counts as due.
   */
  private static Timestamp position(Timestamp start, BigDecimal seconds) {
    long nanos = seconds.movePointRight(9).longValue();
    return new Timestamp(
        Math.addExact(start.in(Rational.NANOSECOND).value(), Math.addExact(nanos, 500)),
        Rational.NANOSECOND);
  }

  private void write(VideoFrame frame, BigDecimal time) {
    PixelFormat format =
        raw ? PixelFormat.RGB24 : BufferedImages.pixelFormat(BufferedImage.TYPE_3BYTE_BGR);
    String name = String.format(Locale.ROOT, "frame-%.6f.%s", time, raw ? "rgb" : "png");
    Path target = folder.resolve(name);
    try (VideoScaler scaler =
        VideoScaler.to(VideoFormat.of(frame.width(), frame.height(), format))) {
      scaler.feed(frame, picture -> write(picture, target));
    }
    spec.commandLine()
        .getOut()
        .printf("%s: %dx%d, pts %s%n", target, frame.width(), frame.height(), frame.pts());
    spec.commandLine().getOut().flush();
  }

  private void write(VideoFrame picture, Path target) {
    try {
      if (raw) {
        byte[] bytes = new byte[picture.packedSize()];
        picture.copyTo(bytes);
        Files.write(target, bytes);
      } else if (!ImageIO.write(image(picture), "png", target.toFile())) {
        throw new IOException("this JVM writes no PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(target + ": " + e.getMessage(), e);
    }
  }

  private static BufferedImage image(VideoFrame picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_3BYTE_BGR);
    BufferedImages.copy(picture, image);
    return image;
  }
}
