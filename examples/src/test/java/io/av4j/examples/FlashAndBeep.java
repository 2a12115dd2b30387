package io.av4j.examples;

import io.av4j.container.MediaInput;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be seen and heard in one of the project's clips, or in what became of it; {@code
 * src-test-media/README.md} tells how they are made.
 *
 * @param numbers the frame number in each picture
 * @param flashes when each flash begins, in seconds
 * @param beeps when each beep begins, in seconds
 */
record FlashAndBeep(List<Integer> numbers, List<Double> flashes, List<Double> beeps) {
  private static final int PICTURES_PER_SECOND = 30;
  private static final double LOUD = 0.1;
  private static final double SILENCE_SECONDS = 0.05;

  /** Decodes all of it. */
  static FlashAndBeep in(Path file) {
    Pictures pictures = new Pictures();
    try (MediaInput input = MediaInput.open(file);
        var frames = input.videoFrames();
        VideoScaler scaler =
            VideoScaler.to(input.bestVideo().format().withPixelFormat(PixelFormat.YUV420P))) {
      for (VideoFrame frame : frames) {
        scaler.feed(frame, pictures);
      }
    }
    return new FlashAndBeep(pictures.numbers, pictures.flashes, beeps(file));
  }

  /** Looks at pictures of 8 bits. */
  private static final class Pictures implements Sink<VideoFrame> {
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Double> flashes = new ArrayList<>();
    private byte[] picture = new byte[0];
    private boolean wasWhite;

    @Override
    public void accept(VideoFrame frame) {
      picture = picture.length == 0 ? new byte[frame.packedSize()] : picture;
      frame.copyTo(picture);
      int number = number(picture, frame.width(), frame.height());
      numbers.add(number);
      boolean white = white(picture, frame.width(), frame.height());
      if (white && !wasWhite) {
        // The first pictures of a flash may be missing in a clip of variable rate.
        double late = (double) (number % PICTURES_PER_SECOND) / PICTURES_PER_SECOND;
        flashes.add(frame.pts().toSeconds() - late);
      }
      wasWhite = white;
    }
  }

  private static int number(byte[] luma, int width, int height) {
    int number = 0;
    for (int bit = 0; bit < 16; bit++) {
      int x = (2 * bit + 1) * width / 32;
      int plain = luma[height / 36 * width + x] & 0xff;
      int complement = luma[height / 12 * width + x] & 0xff;
      if (Math.abs(plain - complement) < 64) {
        return -1;
      }
      number = number << 1 | (plain > complement ? 1 : 0);
    }
    return number;
  }

  private static boolean white(byte[] luma, int width, int height) {
    long sum = 0;
    int count = 0;
    for (int y = height * 2 / 9; y < height * 7 / 9; y += 5) {
      for (int x = 0; x < width; x += 7) {
        sum += luma[y * width + x] & 0xff;
        count++;
      }
    }
    return sum > 180L * count;
  }

  private static List<Double> beeps(Path file) {
    List<Double> beeps = new ArrayList<>();
    try (MediaInput input = MediaInput.open(file);
        var frames = input.audioFrames()) {
      double lastLoud = Double.NEGATIVE_INFINITY;
      for (AudioFrame frame : frames) {
        byte[] bytes = new byte[frame.packedSize()];
        frame.copyTo(bytes);
        var samples = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
        int channels = frame.format().layout().channels();
        double start = frame.pts().toSeconds();
        for (int i = 0; i < frame.samples(); i++) {
          if (Math.abs(samples.get(i * channels)) > LOUD) {
            double time = start + (double) i / frame.format().sampleRate();
            if (time - lastLoud > SILENCE_SECONDS) {
              beeps.add(time);
            }
            lastLoud = time;
          }
        }
      }
    }
    return beeps;
  }

  /**
   * How far each flash and its beep are apart, in seconds, positive if the sound is late. Without
   * the first second, where an encoder's run-up smears the beep.
   */
  List<Double> skews() {
    List<Double> skews = new ArrayList<>();
    for (double flash : flashes.subList(Math.min(1, flashes.size()), flashes.size())) {
      beeps.stream()
          .map(beep -> beep - flash)
          .filter(skew -> Math.abs(skew) < 0.5)
          .findFirst()
          .ifPresent(skews::add);
    }
    return skews;
  }
}
