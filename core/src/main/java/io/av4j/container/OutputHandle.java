package io.av4j.container;

import io.av4j.MediaIoException;
import io.av4j.NativeFailure;
import io.av4j.UnsupportedMediaException;
import io.av4j.flow.Sink;
import io.av4j.internal.AvError;
import io.av4j.internal.Dictionary;
import io.av4j.internal.HostLookup;
import io.av4j.internal.InterruptGate;
import io.av4j.internal.NativeHandle;
import io.av4j.internal.NativePacket;
import io.av4j.internal.NativeType;
import io.av4j.internal.Natives;
import io.av4j.log.FFmpegLog;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The AVFormatContext of an output and its blocking calls, each under the deadline and the cancel.
 *
 * <p>Order is enforced here: FFmpeg crashes on a packet before the header or after the trailer, and
 * on a trailer without a header.
 */
final class OutputHandle extends NativeHandle {
  private static final Set<String> NEED_PACKETS = Set.of("dash", "caf");

  // The tracks that got a packet.
  private final BitSet written = new BitSet();
  private final AVFormatContext context;
  private final InterruptGate gate;
  private final Location location;
  private final OutputOptions options;
  private final long writeTimeout;
  private final NativePacket outgoing;
  private OutputState state = OutputState.OPEN;
  private @Nullable AVIOContext io;
  private @Nullable MemoryIo memory;
  private @Nullable volatile RtmpOutput rtmp;
  private @Nullable NestedIo nested;
  private long finalBytes;

  private OutputHandle(
      AVFormatContext context,
      InterruptGate gate,
      Location location,
      OutputOptions options,
      @Nullable Sink<ByteBuffer> sink) {
    super(NativeType.OUTPUT);
    this.context = context;
    this.gate = gate;
    this.location = location;
    this.options = options;
    this.memory = sink == null ? null : new MemoryIo(context, sink);
    this.writeTimeout = InterruptGate.nanos(options.writeTimeout());
    this.outgoing = attach(NativePacket.lending());
  }

  static OutputHandle open(Location location, OutputOptions options) {
    return open(location, options, null);
  }

  /** One whose bytes go to a sink. */
  static OutputHandle open(Sink<ByteBuffer> sink, OutputOptions options) {
    String format = options.format();
    if (format == null) {
      throw new IllegalArgumentException("bytes for a sink need a format");
    }
    return open(Location.sink(format), options, sink);
  }

  private static OutputHandle open(
      Location location, OutputOptions options, @Nullable Sink<ByteBuffer> sink) {
    location.checkOutput(options.options());
    Natives.require();
    AVFormatContext context = new AVFormatContext((Pointer) null);
    long mark = FFmpegLog.mark();
    String format = options.format() == null ? location.muxer() : options.format();
    int code = avformat.avformat_alloc_output_context2(context, null, format, location.url());
    if (code < 0) {
      throw new UnsupportedMediaException(
          format == null
              ? "no container for the name " + location
              : "this FFmpeg has no muxer " + format,
          AvError.failure(code, "avformat_alloc_output_context2", location.shown(), mark, 0));
    }
    InterruptGate gate = new InterruptGate(options.cancelToken());
    OutputHandle handle = new OutputHandle(context, gate, location, options, sink);
    try {
      gate.guard(context);
      handle.open();
      return handle;
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  private void open() {
    Map<String, String> all = new LinkedHashMap<>(options.options());
    all.putIfAbsent(Location.BLACKLIST_OPTION, Location.BLACKLIST);
    nested = NestedIo.of(context, all);
    nested.opened();
    boolean own = memory == null && RtmpClient.isFor(location, all);
    if (location.isRtmp()) {
      // A header with duration and size to be filled in later is of no use to a stream.
      all.putIfAbsent("flvflags", "no_duration_filesize");
    }
    if (own) {
      RtmpOutput made = new RtmpOutput(options.cancelToken());
      rtmp = made;
      memory = new MemoryIo(context, made.connect(location, options, all));
    } else {
      TlsTrust.require(location, all);
      if (location.scheme().equals("rtmp")) {
        all.putIfAbsent("tcp_nodelay", "1");
      }
    }
    long mark = FFmpegLog.mark();
    gate.arm(InterruptGate.nanos(options.openTimeout()));
    gate.checkNotCancelled("opening", location);
    try (Dictionary dictionary = new Dictionary(all)) {
      int code =
          avutil.av_opt_set_dict2(context, dictionary.pointer(), avutil.AV_OPT_SEARCH_CHILDREN);
      check(code, "av_opt_set_dict2", "setting the options of", mark);
      if (opensByItself()) {
        // It has them from NestedIo.
        TlsTrust.OPTIONS.forEach(dictionary::remove);
      }
      connect(dictionary);
      dictionary.requireConsumed(location.shown());
    }
    gate.disarm();
  }

  private void connect(Dictionary dictionary) {
    String host = location.hostName();
    if (host != null && memory == null) {
      HostLookup.require(host, options.openTimeout(), gate);
    }
    MemoryIo inMemory = memory;
    if (inMemory != null) {
      if (opensByItself()) {
        throw new UnsupportedMediaException(
            options.format()
                + " opens its files or connections itself, so it has no bytes to give");
      }
      inMemory.open();
      return;
    }
    if (opensByItself()) {
      return;
    }
    long mark = FFmpegLog.mark();
    AVIOContext opened = new AVIOContext((Pointer) null);
    // A file is written without waiting for anybody, and after a cancel it gets what is in the
    // buffer.
    @Nullable AVIOInterruptCB interrupt =
        location.scheme().equals("file") ? null : context.interrupt_callback();
    int code =
        avformat.avio_open2(
            opened, location.url(), avformat.AVIO_FLAG_WRITE, interrupt, dictionary.pointer());
    check(code, "avio_open2", "opening", mark);
    io = opened;
    context.pb(opened);
  }

  private boolean opensByItself() {
    return (context.oformat().flags() & avformat.AVFMT_NOFILE) != 0;
  }

  /** Writes the header unless it is written. The caller is inside. */
  void writeHeader() {
    if (state == OutputState.HEADER_WRITTEN) {
      return;
    }
    requireState(OutputState.OPEN);
    if (context.nb_streams() == 0 && (context.oformat().flags() & avformat.AVFMT_NOSTREAMS) == 0) {
      throw new IllegalStateException(location + " has no track to write");
    }
    HeaderCheck.check(context);
    state = OutputState.HEADER_FAILED;
    long mark = begin("writing the header of");
    int code = avformat.avformat_write_header(context, (AVDictionary) null);
    end(code, "avformat_write_header", "writing the header of", mark);
    state = OutputState.HEADER_WRITTEN;
    giveBytes();
  }

  /** The packet to fill for {@link #write()}. The caller is inside. */
  NativePacket outgoing() {
    return outgoing;
  }

  /** Writes the filled packet, in the order of time across the tracks. The caller is inside. */
  void write() {
    requireState(OutputState.HEADER_WRITTEN);
    int index = outgoing.struct().stream_index();
    long mark = begin("writing");
    int code = avformat.av_interleaved_write_frame(context, outgoing.struct());
    end(code, "av_interleaved_write_frame", "writing", mark);
    written.set(index);
    if (memory != null && memory.isDue()) {
      giveBytes();
    }
  }

  /** Hands over what is written so far. The caller is inside. */
  void flush() {
    if (state == OutputState.OPEN) {
      return;
    }
    requireState(OutputState.HEADER_WRITTEN);
    giveBytes();
    AVIOContext open = io;
    if (open != null) {
      long mark = begin("writing");
      avformat.avio_flush(open);
      end(open.error(), "avio_flush", "writing", mark);
    }
  }

  /**
   * Writes the trailer where there is a header, and closes the connection. The caller is inside.
   */
  void finish() {
    if (state == OutputState.FINISHED || state == OutputState.BROKEN) {
      return;
    }
    boolean trailer =
        state == OutputState.HEADER_WRITTEN && !gate.isCancelled() && survivesTrailer();
    state = OutputState.FINISHED;
    if (trailer) {
      long mark = begin("writing the trailer of");
      int code = avformat.av_write_trailer(context);
      end(code, "av_write_trailer", "writing the trailer of", mark);
      giveBytes();
    }
    if (memory != null) {
      memory.end();
    }
    if (rtmp != null) {
      rtmp.finish(trailer);
    }
    AVIOContext open = io;
    if (open != null) {
      finalBytes = bytes();
      io = null;
      context.pb(null);
      long mark = FFmpegLog.mark();
      // Cancelled or not: it frees the connection, and is interrupted where it would wait.
      gate.arm(writeTimeout);
      int code = avformat.avio_closep(open);
      gate.disarm();
      check(code, "avio_closep", "closing", mark);
    }
  }

  /** Some muxers read at the end what only packets bring, and crash where a track has none. */
  private boolean survivesTrailer() {
    return written.cardinality() == context.nb_streams()
        || !NEED_PACKETS.contains(String.valueOf(AvError.string(context.oformat().name())));
  }

  /** Hands what was written to the sink, where there is one. */
  private void giveBytes() {
    MemoryIo inMemory = memory;
    if (inMemory != null) {
      OutputState before = state;
      // Nothing can follow on bytes that were not taken.
      state = OutputState.BROKEN;
      inMemory.give();
      state = before;
    }
  }

  /** Before a native call that can block; the mark is for {@link #end}. */
  private long begin(String doing) {
    long mark = FFmpegLog.mark();
    gate.checkNotCancelled(doing, location);
    gate.arm(writeTimeout);
    return mark;
  }

  /** After a native call that can block. */
  private void end(int result, String function, String doing, long mark) {
    gate.disarm();
    int code = result;
    NestedIo beneath = nested;
    if (beneath != null) {
      beneath.requireNothingRefused();
      code = beneath.honest(code);
    }
    check(gate.honest(code), function, doing, mark);
  }

  private void check(int code, String function, String doing, long mark) {
    if (code >= 0) {
      return;
    }
    NativeFailure failure =
        AvError.failure(code, function, location.shown(), mark, context.address());
    RuntimeException e = PeerFailure.of(gate.exception(failure, doing + " " + location), location);
    if (e instanceof MediaIoException || e instanceof CancellationException) {
      state = OutputState.BROKEN;
    }
    throw e;
  }

  private void requireState(OutputState wanted) {
    state.require(wanted, location);
  }

  /** Makes sure that tracks can be added still. */
  void requireNotStarted() {
    if (state == OutputState.HEADER_WRITTEN) {
      throw new IllegalStateException(location + ": the header is written, no track can be added");
    }
    requireState(OutputState.OPEN);
  }

  /** Whether media can still flow. */
  boolean takesMedia() {
    return (state == OutputState.OPEN || state == OutputState.HEADER_WRITTEN)
        && !isClosed()
        && !gate.isCancelled();
  }

  AVFormatContext struct() {
    return context;
  }

  Location location() {
    return location;
  }

  void cancel() {
    gate.cancel();
    RtmpOutput publishing = rtmp;
    if (publishing != null) {
      publishing.cancel();
    }
  }

  /** Bytes handed to the protocol so far. */
  long bytes() {
    if (rtmp != null) {
      return rtmp.bytes();
    }
    if (memory != null) {
      return memory.bytes();
    }
    AVIOContext open = io;
    return open == null ? finalBytes : Math.max(0, open.bytes_written());
  }

  @Override
  protected void interrupt() {
    cancel();
  }

  @Override
  protected void free() {
    AVIOContext open = io;
    if (open != null) {
      // Whoever wanted a trailer has called finish(); a peer that is gone gets no further word.
      gate.cancel();
      context.pb(null);
      avformat.avio_closep(open);
    }
    if (memory != null) {
      memory.close();
    }
    if (rtmp != null) {
      rtmp.close();
    }
    avformat.avformat_free_context(context);
    if (nested != null) {
      nested.close();
    }
    gate.release();
  }
}
