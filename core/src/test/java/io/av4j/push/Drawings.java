package io.av4j.push;

import io.av4j.codec.RateControl;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.time.Rational;
import java.util.Arrays;
import java.util.Random;

/** Sources made by the tests themselves, small enough to cost nothing. */
final class Drawings {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  static final VideoFormat TINY =
      VideoFormat.of(WIDTH, HEIGHT, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));

  private Drawings() {}

  /** Goes on until it is stopped. */
  static PushSource.Drawn endless() {
    return new PushSource.Drawn(TINY, (frame, index) -> grey(frame, index));
  }

  /** That many frames, 25 a second. */
  static PushSource.Drawn frames(int number) {
    return new PushSource.Drawn(TINY, (frame, index) -> grey(frame, index) && index < number);
  }

  /** Fills a frame with one shade; true. */
  static boolean grey(VideoFrame frame, long index) {
    byte[] all = new byte[frame.packedSize()];
    Arrays.fill(all, (byte) (16 + index * 5 % 200));
    frame.copyFrom(all);
    return true;
  }

  /** Fills a frame with what costs an encoder the most; true. */
  static boolean noise(VideoFrame frame, long index) {
    byte[] all = new byte[frame.packedSize()];
    new Random(index).nextBytes(all);
    frame.copyFrom(all);
    return true;
  }

  /** Encodes that at the least cost. */
  static VideoEncoding quick() {
    return VideoEncoding.x264(WIDTH, HEIGHT, 100_000)
        .withOption("preset", "ultrafast")
        .withOption("tune", "zerolatency");
  }

  /**
   * Opens, encodes some frames and then fails in earnest, "stuffing too large": so many bits a
   * second do not fit into the packets of so small a picture.
   */
  static VideoEncoding failing() {
    return VideoEncoding.of("mpeg4", WIDTH, HEIGHT, 20_000_000)
        .withRateControl(new RateControl.Constant(20_000_000));
  }

  /** Takes about a second for each frame of noise. */
  static VideoEncoding slow() {
    return VideoEncoding.x264(640, 360, 2_000_000)
        .withOption("preset", "placebo")
        .withOption("tune", "zerolatency")
        .withOption("x264-params", "threads=1:sliced-threads=0");
  }
}
