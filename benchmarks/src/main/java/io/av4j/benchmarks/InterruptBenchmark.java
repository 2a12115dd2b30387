package io.av4j.benchmarks;

import io.av4j.container.MediaInput;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What FFmpeg pays to ask whether a blocking call shall stop, which it does before each read or
 * write and every 100 ms of waiting: from C into Java and back. No deadline is set here; one adds a
 * look at the clock.
 */
public class InterruptBenchmark extends NanosPerCall {
  private MediaInput input;
  private AVIOInterruptCB.Callback_Pointer callback;
  private Pointer opaque;

  /** Opens an input, whose callback is called. */
  @Setup
  public void open() {
    input = MediaInput.open(Clips.withSound("flv"));
    AVIOInterruptCB registered = input.pointer().interrupt_callback();
    callback = registered.callback();
    opaque = registered.opaque();
  }

  /** Closes it. */
  @TearDown
  public void close() {
    input.close();
  }

  /** A call of the C function that FFmpeg calls; the way from Java to C is in it. */
  @Benchmark
  public int callback() {
    return callback.call(opaque);
  }

  /** The way from Java to C alone. */
  @Benchmark
  public int downcall() {
    return avutil.avutil_version();
  }
}
