package io.av4j.benchmarks;

import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.container.MediaInput;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Timestamp;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the guard of native objects costs: a question to a frame beside the bare field, and a
 * stage's turn with a lent packet beside the same native calls by hand.
 */
public class GuardBenchmark extends NanosPerCall {
  private VideoFrame frame;
  private AVFrame struct;
  private MediaInput input;
  private KeptPackets packets;
  private Packet packet;
  private AVPacket source;
  private AVPacket target;
  private TimeShift shift;
  private Sink<Packet> sink;

  /** Makes a frame and a packet to ask. */
  @Setup
  public void open(Blackhole hole) {
    frame = VideoFrame.allocate(TestPictures.FORMAT);
    struct = frame.pointer();
    input = MediaInput.open(Clips.withSound("flv"));
    packets = new KeptPackets(input);
    packet = packets.asRead().get(0);
    source = packet.pointer();
    target = avcodec.av_packet_alloc();
    shift = TimeShift.by(Timestamp.ofMicros(0));
    sink = hole::consume;
  }

  /** Frees all. */
  @TearDown
  public void close() {
    shift.close();
    avcodec.av_packet_free(target);
    packets.close();
    input.close();
    frame.close();
  }

  /** A question through the guard. */
  @Benchmark
  public int question() {
    return frame.width();
  }

  /** The baseline: the same field of the bare struct. */
  @Benchmark
  public int questionByHand() {
    return struct.width();
  }

  /** A packet through a stage that only moves its times: two guards entered, one packet lent. */
  @Benchmark
  public void turn() {
    shift.feed(packet, sink);
  }

  /** The baseline: the reference that the stage takes and gives back. */
  @Benchmark
  public long turnByHand() {
    avcodec.av_packet_ref(target, source);
    long pts = target.pts();
    avcodec.av_packet_unref(target);
    return pts;
  }
}
