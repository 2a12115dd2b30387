package io.av4j.push.rendition;

import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Frames made for tests, for the caller to close. */
public final class Frames {
  /** The unit of their times. */
  public static final Rational MILLISECOND = new Rational(1, 1000);

  private static final long SEED = 4711;

  private Frames() {}

  /** A frame of one colour, in yuv420p. */
  public static VideoFrame grey(int width, int height, int luma, long millis) {
    VideoFrame frame = VideoFrame.allocate(VideoFormat.of(width, height, PixelFormat.YUV420P));
    byte[] pixels = new byte[frame.packedSize()];
    Arrays.fill(pixels, 0, width * height, (byte) luma);
    Arrays.fill(pixels, width * height, pixels.length, (byte) 128);
    frame.copyFrom(pixels);
    frame.setPts(new Timestamp(millis, MILLISECOND));
    return frame;
  }

  /** A frame that is hard to encode, the same for the same time. */
  public static VideoFrame noise(int width, int height, long millis) {
    VideoFrame frame = VideoFrame.allocate(VideoFormat.of(width, height, PixelFormat.YUV420P));
    byte[] pixels = new byte[frame.packedSize()];
    new SplittableRandom(SEED + millis).nextBytes(pixels);
    frame.copyFrom(pixels);
    frame.setPts(new Timestamp(millis, MILLISECOND));
    return frame;
  }

  /** A frame that swscale cannot read. */
  public static VideoFrame unreadable(long millis) {
    VideoFrame frame = VideoFrame.allocate(VideoFormat.of(64, 64, PixelFormat.of("bayer_bggr8")));
    frame.setPts(new Timestamp(millis, MILLISECOND));
    return frame;
  }

  /** Audio of that value in all samples of {@code fltp}. */
  public static AudioFrame audio(AudioFormat format, int samples, float value, long micros) {
    AudioFrame frame = AudioFrame.allocate(format, samples);
    byte[] bytes = new byte[frame.packedSize()];
    ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    while (floats.hasRemaining()) {
      floats.putFloat(value);
    }
    frame.copyFrom(bytes);
    frame.setPts(Timestamp.ofMicros(micros));
    return frame;
  }
}
