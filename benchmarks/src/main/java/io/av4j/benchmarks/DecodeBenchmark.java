package io.av4j.benchmarks;

import io.av4j.codec.Decoder;
import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Decoding 720p of 2.5 Mb/s from packets in memory, on as many threads as FFmpeg chooses: frames a
 * second. A turn is the whole clip and the flush behind it, so nothing is left half done.
 */
public class DecodeBenchmark extends FramesPerSecond {

  /** Which codec, by the encoder that makes the clip. */
  @Param({"libx264 veryfast", "libx265 veryfast", "libvpx-vp9", "libsvtav1 10"})
  public String codecOf = "";

  private KeptPackets packets;
  private Decoder<VideoFrame> decoder;
  private Sink<VideoFrame> sink;
  private int frames;

  /** Makes the clip, reads it and opens a decoder. */
  @Setup
  public void open(Blackhole hole) {
    try (MediaInput input = MediaInput.open(Clips.pictures(EncoderChoice.of(codecOf)))) {
      decoder = input.bestVideo().openDecoder();
      packets = new KeptPackets(input);
    }
    sink =
        frame -> {
          frames++;
          hole.consume(frame);
        };
  }

  /** Closes all. */
  @TearDown
  public void close() {
    decoder.close();
    packets.close();
  }

  /** All frames of the clip. */
  @Benchmark
  @OperationsPerInvocation(Clips.FRAMES)
  public void frame() {
    frames = 0;
    for (Packet packet : packets.asRead()) {
      decoder.feed(packet, sink);
    }
    decoder.flush(sink);
    if (frames != Clips.FRAMES) {
      throw new IllegalStateException(frames + " frames of " + Clips.FRAMES);
    }
  }
}
