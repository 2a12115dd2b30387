package io.av4j.internal;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The kinds of native objects av4j owns, and how many of each are open now.
 *
 * <p>With {@code -Dav4j.leaks=trace} each open object keeps the stack that opened it.
 */
public enum NativeType {
  PACKET("AVPacket"),
  FRAME("AVFrame"),
  /** Gone when the collector has found the view unreachable; nobody closes one. */
  VIEW("AVBufferRef (view)"),
  INPUT("AVFormatContext (input)"),
  OUTPUT("AVFormatContext (output)"),
  CODEC_PARAMETERS("AVCodecParameters"),
  DECODER("AVCodecContext (decoder)"),
  ENCODER("AVCodecContext (encoder)"),
  SCALER("SwsContext"),
  RESAMPLER("SwrContext"),
  TIME_SHIFT("TimeShift"),
  FRAME_READER("FrameReader"),
  FRAME_RATE("ConstantFrameRate"),
  FILTER_GRAPH("AVFilterGraph");

  private static final boolean TRACE = "trace".equals(System.getProperty("av4j.leaks"));
  private static final Map<NativeHandle, Throwable> STACKS = new ConcurrentHashMap<>();

  private static final Map<NativeType, LongAdder> OPEN = new EnumMap<>(NativeType.class);

  static {
    for (NativeType type : values()) {
      OPEN.put(type, new LongAdder());
    }
  }

  private final String structName;

  NativeType(String structName) {
    this.structName = structName;
  }

  void opened(NativeHandle handle) {
    counter().increment();
    if (TRACE) {
      STACKS.put(handle, new Throwable(structName + " opened here by " + Thread.currentThread()));
    }
  }

  void closed(NativeHandle handle) {
    counter().decrement();
    if (TRACE) {
      STACKS.remove(handle);
    }
  }

  private LongAdder counter() {
    return Objects.requireNonNull(OPEN.get(this));
  }

  /** How many of this kind are open. */
  public long open() {
    return counter().sum();
  }

  /** The open objects by the name of their struct; kinds without an open object are left out. */
  public static Map<String, Long> openByName() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (NativeType type : values()) {
      if (type.open() != 0) {
        counts.put(type.structName, type.open());
      }
    }
    return counts;
  }

  /** The stacks that opened what is open now; empty unless tracing. */
  public static Iterable<Throwable> openStacks() {
    return STACKS.values();
  }

  @Override
  public String toString() {
    return structName;
  }
}
