package io.av4j.container;

import io.av4j.CancelToken;
import io.av4j.MediaTimeoutException;
import io.av4j.internal.AvError;
import io.av4j.internal.InterruptGate;
import io.av4j.rtmp.RtmpPlayer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * An RTMP stream that is played by {@link RtmpPlayer} and handed to FFmpeg's FLV demuxer as bytes,
 * so that no message of a server reaches native code. Guarded by the input's handle, but for {@link
 * #stop()}.
 */
final class RtmpInput implements AutoCloseable {
  private static final int BUFFER = 32 << 10;
  private static final Map<Long, RtmpInput> ALL = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final Reading READING = new Reading();

  private final long number = NUMBERS.incrementAndGet();
  private final InterruptGate gate;
  private final CancelToken stop = new CancelToken();
  private final CancelToken.@Nullable Registration registration;
  private final Duration readTimeout;
  private @Nullable RtmpPlayer player;
  private RtmpPlayer.@Nullable Flv flv;
  private @Nullable AVIOContext io;
  private @Nullable RuntimeException failure;

  RtmpInput(InterruptGate gate, InputOptions options) {
    this.gate = gate;
    this.readTimeout = options.readTimeout();
    CancelToken token = options.cancelToken();
    this.registration = token == null ? null : token.onCancel(stop::cancel);
  }

  /**
   * Connects, and makes the context read from there.
   *
   * @param options those that are known here are taken out
   */
  void open(
      AVFormatContext context, Location location, Duration timeout, Map<String, String> options) {
    RtmpClient client = RtmpClient.of(location, options, timeout, timeout, stop);
    RtmpPlayer connected = RtmpPlayer.connect(client.url(), client.options());
    player = connected;
    flv = connected.flv();
    ALL.put(number, this);
    Pointer memory = AvError.notNull(avutil.av_malloc(BUFFER), "av_malloc");
    AVIOContext opened =
        AvError.notNull(
            avformat.avio_alloc_context(
                new BytePointer(memory), BUFFER, 0, new Opaque(number), READING, null, null),
            "avio_alloc_context");
    opened.seekable(0);
    io = opened;
    context.pb(opened);
  }

  /** Throws what went wrong inside of FFmpeg, where something has. */
  void requireNoFailure() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      failure = null;
      throw thrown;
    }
  }

  /** Ends a wait. Any thread. */
  void stop() {
    stop.cancel();
  }

  private int read(BytePointer into, int size) {
    RtmpPlayer.Flv from = flv;
    if (from == null) {
      return AvError.EOF;
    }
    try {
      ByteBuffer room = into.capacity(size).asByteBuffer();
      int read = from.read(room, readTimeout);
      return read < 0 ? AvError.EOF : read;
    } catch (MediaTimeoutException e) {
      failure = e;
      return AvError.EXIT;
    } catch (RuntimeException e) {
      if (gate.isReadingEnded() && !gate.isCancelled()) {
        return AvError.EOF;
      }
      failure = e;
      return AvError.EXIT;
    }
  }

  @Override
  public void close() {
    ALL.remove(number);
    if (registration != null) {
      registration.close();
    }
    if (player != null) {
      player.close();
    }
    AVIOContext open = io;
    if (open != null) {
      io = null;
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

  private static final class Reading extends Read_packet_Pointer_BytePointer_int {
    @Override
    public int call(@Nullable Pointer opaque, BytePointer buffer, int size) {
      // Whatever left this method would end the JVM.
      try {
        RtmpInput target = opaque == null ? null : ALL.get(opaque.address());
        return target == null ? AvError.EOF : target.read(buffer, size);
      } catch (Throwable t) {
        return avutil.AVERROR_EXTERNAL;
      }
    }
  }
}
