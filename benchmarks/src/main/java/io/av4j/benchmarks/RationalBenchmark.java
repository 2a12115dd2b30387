package io.av4j.benchmarks;

import io.av4j.time.Rational;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Rescaling 48 kHz samples to 90 kHz ticks in Java, beside FFmpeg's own through JNI. */
public class RationalBenchmark extends NanosPerCall {

  private static final Rational SAMPLES = Rational.of(1, 48_000);
  private static final Rational TICKS = Rational.of(1, 90_000);

  /** A second, and a count whose product with the units needs 128 bits. */
  @Param({"48000", "1000000000000000"})
  long value;

  private final AVRational samples = new AVRational();
  private final AVRational ticks = new AVRational();

  /** Fills the native operands once, as allocating them would cost more than the call. */
  @Setup
  public void fill() {
    samples.num(SAMPLES.num()).den(SAMPLES.den());
    ticks.num(TICKS.num()).den(TICKS.den());
  }

  /** Frees the native operands. */
  @TearDown
  public void free() {
    samples.close();
    ticks.close();
  }

  /** The library's arithmetic. */
  @Benchmark
  public long av4j() {
    return Rational.rescale(value, SAMPLES, TICKS);
  }

  /** The baseline: {@code av_rescale_q}. */
  @Benchmark
  public long ffmpeg() {
    return avutil.av_rescale_q(value, samples, ticks);
  }
}
