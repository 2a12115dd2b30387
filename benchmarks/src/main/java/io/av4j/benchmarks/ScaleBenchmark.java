package io.av4j.benchmarks;

import io.av4j.filter.ScaleAlgorithm;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Scaling 1920x1080 planar YUV 4:2:0 to smaller sizes: frames a second. */
public class ScaleBenchmark extends FramesPerSecond {
  private static final VideoFormat FULL_HD = TestPictures.FORMAT.withSize(1920, 1080);

  private TestPictures pictures;
  private VideoFrame source;
  private Sink<VideoFrame> sink;

  /** What is scaled to, with the algorithm of the ffmpeg program. */
  @State(Scope.Thread)
  public static class Size {
    /** Lines; the width fits. */
    @Param({"720", "540", "360", "180"})
    public int height;

    private VideoScaler scaler;

    /** Makes the scaler. */
    @Setup
    public void open() {
      scaler = VideoScaler.to(FULL_HD.withSize(height * 16 / 9, height));
    }

    /** Closes it. */
    @TearDown
    public void close() {
      scaler.close();
    }
  }

  /** How is scaled, to 720 lines. */
  @State(Scope.Thread)
  public static class Algorithm {
    /** The algorithm. */
    @Param public ScaleAlgorithm algorithm = ScaleAlgorithm.BICUBIC;

    private VideoScaler scaler;

    /** Makes the scaler. */
    @Setup
    public void open() {
      scaler = VideoScaler.to(TestPictures.FORMAT, algorithm);
    }

    /** Closes it. */
    @TearDown
    public void close() {
      scaler.close();
    }
  }

  /** Paints the picture that is scaled again and again. */
  @Setup
  public void paint(Blackhole hole) {
    pictures = TestPictures.of(FULL_HD, 1);
    source = pictures.at(0);
    sink = hole::consume;
  }

  /** Frees the picture. */
  @TearDown
  public void free() {
    pictures.close();
  }

  /** One picture, bicubic. */
  @Benchmark
  public void bySize(Size size) {
    size.scaler.feed(source, sink);
  }

  /** One picture to 1280x720. */
  @Benchmark
  public void byAlgorithm(Algorithm by) {
    by.scaler.feed(source, sink);
  }
}
