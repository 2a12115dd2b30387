package io.av4j.container;

import io.av4j.NativeFailure;
import io.av4j.UnsupportedMediaException;
import io.av4j.internal.AvError;
import io.av4j.internal.Dictionary;
import io.av4j.internal.HostLookup;
import io.av4j.internal.InterruptGate;
import io.av4j.internal.NativeHandle;
import io.av4j.internal.NativePacket;
import io.av4j.internal.NativeType;
import io.av4j.internal.Natives;
import io.av4j.log.FFmpegLog;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * The AVFormatContext of an input and its blocking calls, each under the deadline and the cancel.
 */
final class InputHandle extends NativeHandle {
  private static final long FARTHEST = 1L << 60;
  private static final String SCAN_ALL_PMTS = "scan_all_pmts";
  private static final String CODEC_WHITELIST = "codec_whitelist";

  private static final List<String> REFUSALS =
      List.of("not on whitelist 'none'", "Failed to open codec in avformat_find_stream_info");

  // They tell sizes, sampling rates and codec headers, and the dts of each packet.
  private static final Set<String> TELLING = Set.of("mov", "flv", "live_flv");

  private final AVFormatContext context;
  private final InterruptGate gate;
  private final Location location;
  private final InputOptions options;
  private final long readTimeout;
  private @Nullable NestedIo nested;

  private InputHandle(AVFormatContext context, Location location, InputOptions options) {
    super(NativeType.INPUT);
    this.context = context;
    this.location = location;
    this.options = options;
    this.readTimeout = InterruptGate.nanos(options.readTimeout());
    this.gate = new InterruptGate(options.cancelToken());
    gate.guard(context);
  }

  static InputHandle open(Location location, InputOptions options) {
    location.checkInput(options.options());
    Natives.require();
    InputHandle handle = opened(location, options);
    if (handle.isProbedByContainer() && handle.knowsTooLittle()) {
      handle.close();
      return opened(location, options.withProbing(Probing.DECODERS));
    }
    return handle;
  }

  private static InputHandle opened(Location location, InputOptions options) {
    InputHandle handle =
        new InputHandle(
            AvError.notNull(avformat.avformat_alloc_context(), "avformat_alloc_context"),
            location,
            options);
    try {
      handle.open();
      return handle;
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  private void open() {
    gate.arm(InterruptGate.nanos(options.openTimeout()));
    gate.checkNotCancelled("opening", location);
    String host = location.hostName();
    if (host != null) {
      HostLookup.require(host, options.openTimeout(), gate);
    }
    AVInputFormat format = null;
    String name = options.format();
    if (name != null) {
      Demuxers.require(name);
    }
    if (name != null && (format = avformat.av_find_input_format(name)) == null) {
      throw new UnsupportedMediaException("this FFmpeg has no demuxer " + name);
    }
    long mark = FFmpegLog.mark();
    Map<String, String> all = new LinkedHashMap<>(options.options());
    // As the programs do: a transport stream's later programs are found while it is opened, and
    // probing, so all that it tells, is the same as theirs. Other demuxers do not know the option.
    boolean asked = all.putIfAbsent(SCAN_ALL_PMTS, "1") != null;
    all.putIfAbsent(Location.BLACKLIST_OPTION, Location.BLACKLIST);
    Demuxers.bound(all);
    nested = NestedIo.of(context, all);
    TlsTrust.require(location, all);
    try (Dictionary dictionary = new Dictionary(all)) {
      // A failure frees the context and clears the pointer.
      int code =
          avformat.avformat_open_input(context, location.url(), format, dictionary.pointer());
      check(code, "avformat_open_input", "opening", mark);
      if (!asked) {
        dictionary.remove(SCAN_ALL_PMTS);
      }
      dictionary.requireConsumed(location.shown());
    }
    int code = isProbedByContainer() ? findWithoutDecoders() : findStreams();
    check(gate.honest(code), "avformat_find_stream_info", "probing", mark);
    nested.opened();
    // HLS and DASH go on without what they could not open.
    nested.requireNothingRefused();
    gate.disarm();
  }

  private int findStreams() {
    return avformat.avformat_find_stream_info(context, (AVDictionary) null);
  }

  private int findWithoutDecoders() {
    // No decoder bears that name.
    AvError.check(avutil.av_opt_set(context, CODEC_WHITELIST, "none", 0), "av_opt_set");
    return FFmpegLog.expecting(REFUSALS, this::findStreams);
  }

  private boolean isProbedByContainer() {
    if (options.probing() != Probing.CONTAINER || options.options().containsKey(CODEC_WHITELIST)) {
      return false;
    }
    String names = String.valueOf(AvError.string(context.iformat().name()));
    return TELLING.contains(names.split(",", 2)[0]);
  }

  /** Whether a muxer would miss something of a stream. */
  private boolean knowsTooLittle() {
    for (int i = 0; i < context.nb_streams(); i++) {
      AVCodecParameters p = context.streams(i).codecpar();
      boolean video = p.codec_type() == avutil.AVMEDIA_TYPE_VIDEO;
      boolean audio = p.codec_type() == avutil.AVMEDIA_TYPE_AUDIO;
      if ((video && (p.width() < 1 || p.height() < 1)) || (audio && p.sample_rate() < 1)) {
        return true;
      }
    }
    return false;
  }

  /** Reads the next packet; false at the end. The caller is inside. */
  boolean read(AVPacket packet) {
    long mark = FFmpegLog.mark();
    gate.checkNotCancelled("reading", location);
    if (gate.isReadingEnded()) {
      return false;
    }
    gate.armReading(readTimeout);
    int code;
    do {
      code = avformat.av_read_frame(context, packet);
    } while (code == AvError.EAGAIN && gate.awaitRetry("reading", location));
    gate.disarm();
    if (gate.honest(code) != code) {
      avcodec.av_packet_unref(packet);
      code = gate.honest(code);
    }
    if (code < 0 && gate.hasEndedReading()) {
      return false;
    }
    if (code == AvError.EOF) {
      AVIOContext io = context.pb();
      int error = io == null ? 0 : io.error();
      if (error < 0 && error != AvError.EOF) {
        // Some demuxers report a lost connection as the end.
        check(error, "av_read_frame", "reading", mark);
      }
      return false;
    }
    check(code, "av_read_frame", "reading", mark);
    return true;
  }

  /** The time in microseconds; beyond what FFmpeg can add to and subtract from, the nearest. */
  static long seekable(Timestamp time) {
    long micros = Rational.rescale(time.value(), time.timeBase(), Rational.MICROSECOND);
    if (micros == Long.MIN_VALUE) {
      micros = time.value() < 0 ? -FARTHEST : FARTHEST;
    }
    return Math.max(-FARTHEST, Math.min(FARTHEST, micros));
  }

  void seek(long micros) {
    long mark = FFmpegLog.mark();
    gate.checkNotCancelled("seeking", location);
    gate.arm(readTimeout);
    int code = avformat.avformat_seek_file(context, -1, Long.MIN_VALUE, micros, micros, 0);
    if (code < 0 && !gate.isCancelled()) {
      // Before the first entry of its index FLV, AVI and others seek only forward.
      code = avformat.avformat_seek_file(context, -1, Long.MIN_VALUE, micros, Long.MAX_VALUE, 0);
    }
    gate.disarm();
    check(gate.honest(code), "avformat_seek_file", "seeking", mark);
  }

  private void check(int code, String function, String doing, long mark) {
    if (code < 0) {
      if (nested != null) {
        nested.requireNothingRefused();
      }
      long address = context.isNull() ? 0 : context.address();
      NativeFailure failure = AvError.failure(code, function, location.shown(), mark, address);
      throw PeerFailure.of(gate.exception(failure, doing + " " + location), location);
    }
  }

  /** The packet that reads fill and lend; lives as long as this handle. */
  NativePacket lendingPacket() {
    return attach(NativePacket.lending());
  }

  AVFormatContext struct() {
    return context;
  }

  Location location() {
    return location;
  }

  void cancel() {
    gate.cancel();
  }

  void endReading() {
    gate.endReading();
  }

  @Override
  protected void interrupt() {
    gate.cancel();
  }

  @Override
  protected void free() {
    if (!context.isNull()) {
      // What closing sends over the network is bounded like a read.
      gate.arm(readTimeout);
      avformat.avformat_close_input(context);
    }
    if (nested != null) {
      nested.close();
    }
    gate.release();
  }
}
