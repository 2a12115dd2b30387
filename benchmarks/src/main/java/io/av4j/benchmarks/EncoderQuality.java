package io.av4j.benchmarks;

import io.av4j.codec.Encoder;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.annotations.Param;

/**
 * What each encoder of {@link EncodeBenchmark} makes of the same pictures at the same bit rate, as
 * a Markdown table on standard output: speed beside bits spent, PSNR and SSIM.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.av4j.benchmarks.EncoderQuality [FILE]
 * </pre>
 *
 * <p>Eight seconds of 720p: of the file, scaled and taken as 30 frames a second, or of {@link
 * TestPictures}. They are in memory before the encoder begins, so frames a second are the encoder's
 * own, from its first frame in to its last packet out.
 */
public final class EncoderQuality {
  private static final int FRAMES = 4 * TestPictures.CYCLE;
  private static final Rational RATE = TestPictures.FORMAT.frameRate();

  private final Path folder;
  private final List<VideoFrame> pictures;
  private final Path reference;

  private EncoderQuality(Path folder, List<VideoFrame> pictures) {
    this.folder = folder;
    this.pictures = pictures;
    this.reference = folder.resolve("reference.mkv");
    encode(VideoEncoderSettings.of("ffv1", TestPictures.FORMAT), reference);
  }

  /** Prints the table; the argument is a file with a video of at least two seconds, or none. */
  public static void main(String[] args) throws ReflectiveOperationException {
    Path folder = TemporaryFolder.create();
    List<VideoFrame> pictures = args.length == 0 ? painted() : read(Path.of(args[0]));
    EncoderQuality table = new EncoderQuality(folder, pictures);
    System.out.println("| encoder | preset | frames/s | kb/s | PSNR-Y dB | SSIM |");
    System.out.println("|---|---|---|---|---|---|");
    Param encoders = EncodeBenchmark.class.getField("encoder").getAnnotation(Param.class);
    Arrays.stream(encoders.value())
        .map(EncoderChoice::of)
        .map(table::row)
        .forEach(System.out::println);
    pictures.forEach(VideoFrame::close);
  }

  private static List<VideoFrame> painted() {
    List<VideoFrame> pictures = new ArrayList<>();
    try (TestPictures cycle = TestPictures.cycle()) {
      for (int i = 0; i < FRAMES; i++) {
        pictures.add(cycle.at(i).newRef());
      }
    }
    return pictures;
  }

  private static List<VideoFrame> read(Path file) {
    List<VideoFrame> pictures = new ArrayList<>();
    try (MediaInput input = MediaInput.open(file);
        FrameReader<VideoFrame> frames = input.videoFrames();
        VideoScaler scaler = VideoScaler.to(TestPictures.FORMAT)) {
      VideoFrame frame;
      while (pictures.size() < FRAMES && (frame = frames.next()) != null) {
        scaler.feed(
            frame,
            scaled -> {
              VideoFrame kept = scaled.newRef();
              kept.setPts(new Timestamp(pictures.size(), RATE.invert()));
              kept.setDuration(new Timestamp(1, RATE.invert()));
              pictures.add(kept);
            });
      }
    }
    return pictures;
  }

  /** A line of the table. */
  private String row(EncoderChoice choice) {
    String name = "| " + choice.encoder() + " | " + choice.preset() + " | ";
    Optional<String> missing = choice.whyMissing();
    if (missing.isPresent()) {
      return name + "not available: " + missing.get() + " | | | |";
    }
    Path coded = folder.resolve("coded.mkv");
    Coded result = encode(choice.settings(TestPictures.FORMAT), coded);
    Likeness likeness = Likeness.between(coded, reference);
    double seconds = pictures.size() / RATE.toDouble();
    return name
        + String.format(
            Locale.ROOT,
            "%.1f | %.0f | %.2f | %.4f |",
            pictures.size() / result.seconds,
            result.bytes * 8 / seconds / 1000,
            likeness.psnr(),
            likeness.ssim());
  }

  private record Coded(double seconds, long bytes) {}

  private Coded encode(VideoEncoderSettings settings, Path file) {
    try (MediaOutput output = MediaOutput.create(file);
        Encoder<VideoFrame> encoder = Encoder.openVideo(settings, output.headerPlacement())) {
      Sink<Packet> track = output.addEncoded(encoder);
      long begin = System.nanoTime();
      for (VideoFrame picture : pictures) {
        encoder.feed(picture, track);
      }
      encoder.flush(track);
      double seconds = (System.nanoTime() - begin) / 1e9;
      output.finish();
      return new Coded(seconds, output.statistics().get(0).bytes());
    }
  }
}
