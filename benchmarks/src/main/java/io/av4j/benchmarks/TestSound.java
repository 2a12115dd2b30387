package io.av4j.benchmarks;

import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Quiet noise, the same in every run. */
final class TestSound {
  private static final long SEED = 48;

  private TestSound() {}

  /** A frame of noise in a float format. The caller closes it. */
  static AudioFrame noise(AudioFormat format, int samples) {
    Random random = new Random(SEED);
    AudioFrame frame = AudioFrame.allocate(format, samples);
    byte[] bytes = new byte[frame.packedSize()];
    ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    while (floats.hasRemaining()) {
      floats.putFloat(random.nextFloat() / 2 - 0.25f);
    }
    frame.copyFrom(bytes);
    return frame;
  }
}
