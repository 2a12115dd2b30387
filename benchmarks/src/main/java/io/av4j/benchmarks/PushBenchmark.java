package io.av4j.benchmarks;

import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.flow.Sink;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Pushing H.264 and AAC over RTMP to a receiver in the same JVM as fast as it takes them: packets a
 * second, the work of both ends. A push in real time sends some 77 of them a second.
 */
public class PushBenchmark extends FramesPerSecond {
  private MediaInput input;
  private KeptPackets packets;
  private LoopbackReceiver receiver;
  private MediaOutput output;
  private Sink<Packet> sink;

  /** Makes the clip, reads it, and connects. */
  @Setup
  public void connect() throws IOException {
    input = MediaInput.open(Clips.withSound("mp4"));
    packets = new KeptPackets(input);
    receiver = LoopbackReceiver.start();
    output = receiver.connect();
    sink = FlvMuxBenchmark.copyingAll(input, output);
  }

  /** Says goodbye, and makes sure that all arrived. */
  @TearDown
  public void close() throws InterruptedException {
    output.finish();
    long sent = output.statistics().stream().mapToLong(track -> track.packets()).sum();
    long received = receiver.await();
    output.close();
    receiver.close();
    packets.close();
    input.close();
    if (received < sent) {
      throw new IllegalStateException("received " + received + " packets of " + sent);
    }
  }

  /** One packet. */
  @Benchmark
  public void packet() {
    packets.giveNext(sink);
  }
}
