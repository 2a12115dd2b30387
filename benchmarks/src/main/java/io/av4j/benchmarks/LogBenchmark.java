package io.av4j.benchmarks;

import io.av4j.FFmpeg;
import io.av4j.log.FFmpegLog;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a log line costs the thread of FFmpeg's that writes it. */
public class LogBenchmark extends NanosPerCall {
  private static final String LINE = "deprecated pixel format used, make sure you did set range\n";

  private BytePointer line;

  /** Lines of an iteration that the bounded queue had no room for. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Lines {
    /** Their number. */
    public long dropped;

    private long before;

    /** Begins to count. */
    @Setup(Level.Iteration)
    public void begin() {
      before = FFmpegLog.dropped();
    }
  }

  /** Loads FFmpeg with the library's callback; the SLF4J logger behind it is silent. */
  @Setup
  public void load() {
    FFmpeg.require();
    line = new BytePointer(LINE);
  }

  /** Frees the line. */
  @TearDown
  public void free() {
    line.close();
  }

  /**
   * A warning: formatted, handed to Java, kept for exceptions and queued for SLF4J. In such a flood
   * most lines find the queue full.
   */
  @Benchmark
  public void delivered(Lines lines) {
    avutil.av_log((Pointer) null, avutil.AV_LOG_WARNING, line);
    lines.dropped = FFmpegLog.dropped() - lines.before;
  }

  /** A debug line, which nobody wants. */
  @Benchmark
  public void filtered() {
    avutil.av_log((Pointer) null, avutil.AV_LOG_DEBUG, line);
  }
}
