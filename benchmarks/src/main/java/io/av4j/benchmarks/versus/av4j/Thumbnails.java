package io.av4j.benchmarks.versus.av4j;

import io.av4j.benchmarks.versus.Stopwatch;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Writes the pictures shown at some times of a file as small JPEGs, exact to the frame. */
public final class Thumbnails {
  // The program's -q:v 3, in FFmpeg's unit of 1/118.
  private static final String QUALITY = "354";

  private Thumbnails() {}

  /** IN FIRST_MILLIS STEP_MILLIS NUMBER OUT_PREFIX. */
  public static void main(String[] arguments) throws Exception {
    Stopwatch.run(
        () ->
            write(
                Path.of(arguments[0]),
                Long.parseLong(arguments[1]),
                Long.parseLong(arguments[2]),
                Integer.parseInt(arguments[3]),
                arguments[4]));
  }

  private static void write(Path in, long first, long step, int number, String prefix) {
    VideoFormat small = VideoFormat.of(320, 180, PixelFormat.of("yuvj420p"));
    try (MediaInput input = MediaInput.open(in);
        FrameReader<VideoFrame> frames = input.videoFrames();
        VideoScaler scaler = VideoScaler.to(small);
        Encoder<VideoFrame> encoder =
            Encoder.openVideo(
                VideoEncoderSettings.of("mjpeg", small)
                    .withTimeBase(input.bestVideo().timeBase())
                    .withOption("threads", "1")
                    .withOption("flags", "+qscale")
                    .withOption("global_quality", QUALITY),
                HeaderPlacement.IN_BAND)) {
      for (int i = 0; i < number; i++) {
        frames.seek(new Timestamp(first + i * step, new Rational(1, 1000)));
        Path file = Path.of(prefix + i + ".jpg");
        Sink<Packet> save = packet -> save(packet, file);
        scaler
            .into(encoder.into(save))
            .accept(Objects.requireNonNull(frames.next(), "a picture at every time"));
      }
    }
  }

  private static void save(Packet packet, Path file) {
    try {
      Files.write(file, packet.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
