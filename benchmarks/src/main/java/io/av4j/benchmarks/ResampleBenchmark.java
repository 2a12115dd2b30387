package io.av4j.benchmarks;

import io.av4j.filter.AudioResampler;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Resampling frames of 1024 samples, as an AAC decoder gives them: frames in a second. */
public class ResampleBenchmark extends FramesPerSecond {
  private static final int SAMPLES = 1024;
  private static final int SOURCE_RATE = 48_000;

  /** From 48 kHz planar float to what. */
  @Param({"rate 44100", "samples s16", "5.1 to stereo"})
  public String change = "";

  private AudioFrame source;
  private AVFrame struct;
  private AudioResampler resampler;
  private Sink<AudioFrame> sink;
  private long pts;

  /** Makes the sound and the resampler. */
  @Setup
  public void open(Blackhole hole) {
    ChannelLayout layout =
        change.startsWith("5.1") ? ChannelLayout.of("5.1") : ChannelLayout.STEREO;
    AudioFormat from = new AudioFormat(SOURCE_RATE, SampleFormat.FLTP, layout);
    AudioFormat to =
        switch (change) {
          case "rate 44100" -> from.withSampleRate(44_100);
          case "samples s16" -> from.withSampleFormat(SampleFormat.S16);
          default -> from.withLayout(ChannelLayout.STEREO);
        };
    source = TestSound.noise(from, SAMPLES);
    source.setPts(new Timestamp(0, Rational.of(1, SOURCE_RATE)));
    struct = source.pointer();
    resampler = AudioResampler.to(to);
    sink = hole::consume;
  }

  /** Frees both. */
  @TearDown
  public void close() {
    resampler.close();
    source.close();
  }

  /** One frame in. */
  @Benchmark
  public void frame() {
    struct.pts(pts);
    pts += SAMPLES;
    resampler.feed(source, sink);
  }
}
