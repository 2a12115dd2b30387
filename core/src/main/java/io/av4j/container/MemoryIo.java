package io.av4j.container;

import io.av4j.flow.Sink;
import io.av4j.internal.AvError;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * What a muxer writes, collected in memory and handed to a sink between two calls, so that no code
 * of the program runs inside FFmpeg. To the muxer it is a connection: it counts its bytes from the
 * beginning, and cannot go back. Guarded by the output's handle.
 */
final class MemoryIo implements AutoCloseable {
  /** As FFmpeg's own connections have it. */
  private static final int BUFFER = 32 << 10;

  /** Nobody is made to hold more, whatever is asked for. */
  private static final long MOST = 64 << 10;

  private static final Map<Long, MemoryIo> ALL = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final Writing WRITING = new Writing();

  private final long number = NUMBERS.incrementAndGet();
  private final AVFormatContext context;
  private final Sink<ByteBuffer> sink;
  private @Nullable AVIOContext io;
  // What has come out of that, as a buffer of FFmpeg's; none where nothing has.
  private @Nullable AVIOContext collected;
  private long collectedBytes;
  private long bytes;

  MemoryIo(AVFormatContext context, Sink<ByteBuffer> sink) {
    this.context = context;
    this.sink = sink;
  }

  void open() {
    ALL.put(number, this);
    Pointer memory = AvError.notNull(avutil.av_malloc(BUFFER), "av_malloc");
    AVIOContext opened =
        AvError.notNull(
            avformat.avio_alloc_context(
                new BytePointer(memory), BUFFER, 1, new Opaque(number), null, WRITING, null),
            "avio_alloc_context");
    opened.seekable(0);
    io = opened;
    context.pb(opened);
  }

  /** Whether what was written is to be handed over now ({@code AVFormatContext.flush_packets}). */
  boolean isDue() {
    return context.flush_packets() != 0 || collectedBytes > MOST;
  }

  /** Hands over what was written since the last time, if anything. */
  void give() {
    AVIOContext open = io;
    if (open != null) {
      avformat.avio_flush(open);
      AvError.check(open.error(), "avio_flush");
    }
    AVIOContext filled = collected;
    if (filled != null) {
      try (Bytes all = take(filled)) {
        bytes += all.limit();
        sink.accept(all.asByteBuffer());
      }
    }
  }

  private Bytes take(AVIOContext filled) {
    collected = null;
    collectedBytes = 0;
    BytePointer start = new BytePointer((Pointer) null);
    int size = avformat.avio_close_dyn_buf(filled, start);
    return new Bytes(start, size);
  }

  /** Memory of FFmpeg's that is this object's. */
  private static final class Bytes extends BytePointer {
    private final Pointer start;

    Bytes(BytePointer start, int size) {
      super(start);
      this.start = start;
      limit(size);
    }

    @Override
    public void close() {
      avutil.av_free(start);
      setNull();
    }
  }

  void end() {
    sink.end();
  }

  long bytes() {
    return bytes;
  }

  /** Inside of FFmpeg. */
  private int collect(BytePointer some, int size) {
    AVIOContext into = collected;
    if (into == null) {
      into = new AVIOContext((Pointer) null);
      int code = avformat.avio_open_dyn_buf(into);
      if (code < 0) {
        return code;
      }
      collected = into;
    }
    avformat.avio_write(into, some, size);
    collectedBytes += size;
    return size;
  }

  @Override
  public void close() {
    ALL.remove(number);
    AVIOContext filled = collected;
    if (filled != null) {
      take(filled).close();
    }
    AVIOContext open = io;
    if (open != null) {
      io = null;
      context.pb(null);
      avutil.av_free(open.buffer());
      avformat.avio_context_free(open);
    }
  }

  /** The number of one of these dressed as the {@code void*} that FFmpeg carries around. */
  private static final class Opaque extends Pointer {
    Opaque(long number) {
      super((Pointer) null);
      this.address = number;
    }
  }

  private static final class Writing extends Write_packet_Pointer_BytePointer_int {
    @Override
    public int call(@Nullable Pointer opaque, BytePointer bytes, int size) {
      // Whatever left this method would end the JVM.
      try {
        MemoryIo target = opaque == null ? null : ALL.get(opaque.address());
        return target == null ? avutil.AVERROR_EXTERNAL : target.collect(bytes, size);
      } catch (Throwable t) {
        return avutil.AVERROR_EXTERNAL;
      }
    }
  }
}
