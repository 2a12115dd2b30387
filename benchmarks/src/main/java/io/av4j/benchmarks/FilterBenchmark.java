package io.av4j.benchmarks;

import io.av4j.filter.FilterGraph;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Pictures of 1280x720 through a filter graph: frames a second. */
public class FilterBenchmark extends FramesPerSecond {

  /** The graph, as FFmpeg writes them; {@code null} does nothing and shows what a graph costs. */
  @Param({"null", "hflip", "scale=640:360", "hqdn3d"})
  public String graph = "";

  private TestPictures pictures;
  private FilterGraph opened;
  private Sink<VideoFrame> sink;
  private long index;

  /** Paints the pictures; the graph makes itself with the first. */
  @Setup
  public void open(Blackhole hole) {
    pictures = TestPictures.cycle();
    opened = FilterGraph.video(graph);
    sink = hole::consume;
  }

  /** Frees both. */
  @TearDown
  public void close() {
    opened.close();
    pictures.close();
  }

  /** One picture. */
  @Benchmark
  public void frame() {
    opened.feed(pictures.at(index++), sink);
  }
}
