package io.av4j.benchmarks;

import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.flow.Sink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Interleaving H.264 and AAC into FLV: packets a second. A turn is a file of some 16 s, opened,
 * written over the one before and finished; it stays in the system's cache.
 */
public class FlvMuxBenchmark extends FramesPerSecond {
  private static final int PACKETS = 1200;

  private MediaInput input;
  private KeptPackets packets;
  private Path file;

  /** Makes the clip and reads it. */
  @Setup
  public void open() {
    input = MediaInput.open(Clips.withSound("mp4"));
    packets = new KeptPackets(input);
    file = Clips.scratch("flv");
  }

  /** Closes all. */
  @TearDown
  public void close() {
    packets.close();
    input.close();
  }

  /** A file. */
  @Benchmark
  @OperationsPerInvocation(PACKETS)
  public void packet() {
    try (MediaOutput output = MediaOutput.create(file)) {
      Sink<Packet> sink = copyingAll(input, output);
      for (int i = 0; i < PACKETS; i++) {
        packets.giveNext(sink);
      }
      output.finish();
    }
  }

  /** Adds every stream to the output; the sink gives each packet to the track of its stream. */
  static Sink<Packet> copyingAll(MediaInput input, MediaOutput output) {
    List<Sink<Packet>> tracks = new ArrayList<>();
    for (MediaStream stream : input.streams()) {
      tracks.add(output.addCopy(stream));
    }
    return packet -> tracks.get(packet.streamIndex()).accept(packet);
  }
}
