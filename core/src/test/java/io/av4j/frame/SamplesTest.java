package io.av4j.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.filter.AudioResampler;
import io.av4j.time.Timestamp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies out of and into sound of every sample format. */
class SamplesTest {
  private static final long SEED = Long.getLong("av4j.seed", 20_261_122);
  private static final int LENGTH = 333;

  @ParameterizedTest
  @EnumSource
  void everyFormatIsInterleaved(SampleFormat format) {
    for (ChannelLayout layout : new ChannelLayout[] {ChannelLayout.MONO, ChannelLayout.STEREO}) {
      try (AudioFrame frame =
          AudioFrame.allocate(new AudioFormat(48_000, format, layout), LENGTH)) {
        byte[] sound = random(frame.packedSize());
        frame.copyFrom(sound);
        byte[] copy = new byte[sound.length];
        assertThat(frame.copyTo(copy)).isEqualTo(copy.length);
        assertThat(copy).isEqualTo(sound);
        ByteBuffer direct = ByteBuffer.allocateDirect(sound.length + 3).position(3);
        assertThat(frame.copyTo(direct)).isEqualTo(sound.length);
        assertThat(direct.remaining()).isZero();
        assertThat(direct.slice(3, sound.length)).isEqualTo(ByteBuffer.wrap(sound));
        assertPlanes(frame, sound);
      }
    }
  }

  private static void assertPlanes(AudioFrame frame, byte[] sound) {
    int width = frame.format().sampleFormat().bytesPerSample();
    int planes = frame.planeCount();
    int inARow = sound.length / LENGTH / planes;
    for (int plane = 0; plane < planes; plane++) {
      ByteBuffer view = frame.plane(plane);
      assertThat(view.remaining()).isEqualTo(LENGTH * inARow);
      for (int i = 0; i < LENGTH; i++) {
        ByteBuffer expected =
            ByteBuffer.wrap(sound, i * planes * inARow + plane * width, inARow).slice();
        assertThat(view.slice(i * inARow, inARow)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"FLT,FLTP", "FLTP,FLT", "S16,S16P", "S16P,S16"})
  void numbersAreThoseThatTheResamplerInterleaves(SampleFormat format, SampleFormat other) {
    AudioFormat sound = new AudioFormat(48_000, format, ChannelLayout.STEREO);
    AudioFormat same = new AudioFormat(48_000, other, ChannelLayout.STEREO);
    try (AudioFrame frame = AudioFrame.allocate(sound, LENGTH);
        AudioResampler resampler = AudioResampler.to(same, LENGTH)) {
      frame.setPts(Timestamp.ofMicros(0));
      frame.copyFrom(numbers(format, frame.packedSize()));
      resampler.feed(
          frame,
          converted -> {
            if (format.bytesPerSample() == Float.BYTES) {
              assertThat(floats(frame)).isEqualTo(floats(converted)).isEqualTo(expected(frame));
            } else {
              assertThat(shorts(frame)).isEqualTo(shorts(converted));
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherNumbersAreRefused(SampleFormat format) {
    AudioFormat sound = new AudioFormat(48_000, format, ChannelLayout.STEREO);
    try (AudioFrame frame = AudioFrame.allocate(sound, LENGTH)) {
      boolean floats = format == SampleFormat.FLT || format == SampleFormat.FLTP;
      boolean shorts = format == SampleFormat.S16 || format == SampleFormat.S16P;
      assertRefused(() -> frame.copyTo(new float[2 * LENGTH - (floats ? 1 : 0)]));
      assertRefused(() -> frame.copyTo(new short[2 * LENGTH - (shorts ? 1 : 0)]));
      assertRefused(() -> frame.copyTo(new byte[frame.packedSize() - 1]));
      assertRefused(() -> frame.copyTo(ByteBuffer.allocate(1 << 16).asReadOnlyBuffer()));
    }
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }

  private static float[] floats(AudioFrame frame) {
    float[] samples = new float[2 * LENGTH];
    assertThat(frame.copyTo(samples)).isEqualTo(samples.length);
    return samples;
  }

  private static float[] expected(AudioFrame frame) {
    byte[] bytes = new byte[frame.packedSize()];
    frame.copyTo(bytes);
    float[] samples = new float[2 * LENGTH];
    ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer().get(samples);
    return samples;
  }

  private static short[] shorts(AudioFrame frame) {
    short[] samples = new short[2 * LENGTH];
    assertThat(frame.copyTo(samples)).isEqualTo(samples.length);
    return samples;
  }

  private static byte[] numbers(SampleFormat format, int size) {
    if (format.bytesPerSample() != Float.BYTES) {
      return random(size);
    }
    Random random = new Random(SEED);
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    while (bytes.hasRemaining()) {
      bytes.putFloat(random.nextFloat() * 2 - 1);
    }
    return bytes.array();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(SEED).nextBytes(bytes);
    return bytes;
  }
}
