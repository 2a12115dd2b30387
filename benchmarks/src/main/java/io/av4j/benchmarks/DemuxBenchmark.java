package io.av4j.benchmarks;

import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.flow.Sink;
import io.av4j.time.Timestamp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Reading H.264 and AAC out of a file that the system has in its cache: packets a second. The seek
 * back to the start is in it, once in some 300 packets.
 */
public class DemuxBenchmark extends FramesPerSecond {
  private static final Timestamp START = Timestamp.ofMicros(0);

  /** The container, by the ending of its files. */
  @Param({"mp4", "flv", "ts"})
  public String container = "";

  private MediaInput input;
  private Sink<Packet> sink;

  /** Makes the clip and opens it. */
  @Setup
  public void open(Blackhole hole) {
    input = MediaInput.open(Clips.withSound(container));
    sink = packet -> hole.consume(packet.size());
  }

  /** Closes the clip. */
  @TearDown
  public void close() {
    input.close();
  }

  /** One packet of either stream. */
  @Benchmark
  public void packet() {
    if (!input.read(sink)) {
      input.seek(START);
      input.read(sink);
    }
  }
}
