package io.av4j.benchmarks;

import io.av4j.codec.Encoder;
import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Encoding 720p at 2.5 Mb/s: frames a second, on as many threads as the encoder chooses. The
 * encoder never ends, so its look-ahead is filled in the warm-up and each frame in is one frame of
 * work. What the speed costs in quality says {@link EncoderQuality}.
 */
@Warmup(iterations = 1, time = 2)
@Measurement(iterations = 5, time = 1)
public class EncodeBenchmark extends FramesPerSecond {

  /** The encoder and its preset. */
  @Param({
    "libx264 ultrafast",
    "libx264 superfast",
    "libx264 veryfast",
    "libx264 faster",
    "libx264 fast",
    "libx264 medium",
    "libx264 slow",
    "libopenh264",
    "libsvtav1 10",
    "libsvtav1 8",
    "h264_nvenc p1",
    "h264_nvenc p2",
    "h264_nvenc p3",
    "h264_nvenc p4",
    "h264_nvenc p5",
    "h264_nvenc p6",
    "h264_nvenc p7"
  })
  public String encoder = "";

  private TestPictures pictures;
  private Encoder<VideoFrame> opened;
  private Sink<Packet> sink;
  private long index;

  /** Paints the pictures and opens the encoder. */
  @Setup
  public void open(Blackhole hole) {
    pictures = TestPictures.cycle();
    opened = EncoderChoice.of(encoder).open();
    sink = packet -> hole.consume(packet.size());
  }

  /** Closes the encoder with what is inside. */
  @TearDown
  public void close() {
    opened.close();
    pictures.close();
  }

  /** One frame in. */
  @Benchmark
  public void frame() {
    opened.feed(pictures.at(index++), sink);
  }
}
