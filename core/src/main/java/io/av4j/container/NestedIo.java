package io.av4j.container;

import io.av4j.InvalidMediaException;
import io.av4j.UnsupportedMediaException;
import io.av4j.internal.AvError;
import io.av4j.log.Redactor;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVFormatContext.Io_close2_AVFormatContext_AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVFormatContext.Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * The files and connections that a context opens by itself, as HLS does for its segments: TLS
 * servers are verified there too, and what could not be written is not forgotten, as HLS forgets
 * it. Told apart by a number that FFmpeg carries around as {@code opaque}.
 */
@SuppressWarnings("rawtypes") // as JavaCPP declares the callbacks
final class NestedIo implements AutoCloseable {
  private static final Map<Long, NestedIo> ALL = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final Opening OPENING = new Opening();
  private static final Closing CLOSING = new Closing();

  private static @Nullable Defaults defaults;

  /** FFmpeg's own functions. */
  private record Defaults(
      Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer open,
      Io_close2_AVFormatContext_AVIOContext close) {}

  /** A master playlist with all its variants has some dozens. */
  private static final int MOST_OPENS = 200;

  /** Variants may lie in one file; a playlist that names itself is read for ever. */
  private static final int MOST_TIMES = 8;

  private boolean opening = true;
  private int opens;
  private final Map<String, Integer> times = new HashMap<>();
  private final long number = NUMBERS.incrementAndGet();
  private final Map<String, String> tls;
  private final boolean forgets;
  private volatile int error;
  private volatile @Nullable RuntimeException refusal;

  private NestedIo(Map<String, String> options) {
    this.tls = TlsTrust.only(options);
    this.forgets = "1".equals(options.get("ignore_io_errors"));
  }

  /**
   * Watches over what the context will open.
   *
   * @param options of which those of TLS, and {@code ignore_io_errors}, hold for all that is opened
   */
  static NestedIo of(AVFormatContext context, Map<String, String> options) {
    NestedIo nested = new NestedIo(options);
    synchronized (NestedIo.class) {
      if (defaults == null) {
        defaults = new Defaults(context.io_open(), context.io_close2());
      }
    }
    ALL.put(nested.number, nested);
    context.opaque(new Opaque(nested.number));
    context.io_open(OPENING);
    context.io_close2(CLOSING);
    return nested;
  }

  /** The code, or that of what failed behind FFmpeg's back since. */
  int honest(int code) {
    int hidden = error;
    error = 0;
    return code < 0 || hidden == 0 ? code : hidden;
  }

  /** Throws where a URL was refused before FFmpeg could open it. */
  void requireNothingRefused() {
    RuntimeException refused = refusal;
    if (refused != null) {
      refusal = null;
      throw refused;
    }
  }

  @Override
  public void close() {
    ALL.remove(number);
  }

  private static @Nullable NestedIo at(AVFormatContext context) {
    Pointer opaque = context.opaque();
    return opaque == null ? null : ALL.get(opaque.address());
  }

  private static synchronized Defaults defaults() {
    if (defaults == null) {
      throw new IllegalStateException("no context was watched before");
    }
    return defaults;
  }

  /** The input is open; what it opens from here on belongs to its reading. */
  void opened() {
    opening = false;
    times.clear();
  }

  /**
   * Whether this may be opened; else the refusal is kept, to be thrown when FFmpeg has returned.
   */
  private boolean isAllowed(String target) {
    if (opening) {
      opens++;
      int again = times.merge(target, 1, Integer::sum);
      if (opens > MOST_OPENS || again > MOST_TIMES) {
        refusal =
            new InvalidMediaException(
                again > MOST_TIMES
                    ? "it opens another one again and again, or itself"
                    : "it opens more than " + MOST_OPENS + " others while it is opened itself");
        return false;
      }
    }
    try {
      Location.of(target).checkNested();
      return true;
    } catch (IllegalArgumentException | UnsupportedMediaException e) {
      refusal = e;
      return false;
    }
  }

  private int open(
      AVFormatContext context, PointerPointer pb, BytePointer url, int flags, PointerPointer all) {
    String target = String.valueOf(AvError.string(url));
    if (!isAllowed(target)) {
      return avutil.AVERROR_EACCES();
    }
    if (!TlsTrust.concerns(target)) {
      return defaults().open().call(context, pb, url, flags, all);
    }
    Map<String, String> add = new HashMap<>(tls);
    try {
      String scheme = target.substring(0, target.indexOf(':')).toLowerCase(Locale.ROOT);
      TlsTrust.requireNested(new Location(target, Redactor.redact(target), scheme), add);
    } catch (RuntimeException e) {
      refusal = e;
      return avutil.AVERROR_EACCES();
    }
    AVDictionary dictionary = dictionary(all);
    add.keySet().removeIf(key -> avutil.av_dict_get(dictionary, key, null, 0) != null);
    add.forEach((key, value) -> avutil.av_dict_set(dictionary, key, value, 0));
    all.put(0, dictionary);
    int code = defaults().open().call(context, pb, url, flags, all);
    // What the protocol did not want is not to be looked for by whoever called.
    AVDictionary left = dictionary(all);
    add.keySet().forEach(key -> avutil.av_dict_set(left, key, (String) null, 0));
    all.put(0, left);
    return code;
  }

  @SuppressWarnings("unchecked")
  private static AVDictionary dictionary(PointerPointer all) {
    Pointer there = all.get(AVDictionary.class, 0);
    return there == null ? new AVDictionary((Pointer) null) : new AVDictionary(there);
  }

  /** The number of one of these dressed as the {@code void*} that FFmpeg carries around. */
  private static final class Opaque extends Pointer {
    Opaque(long number) {
      super((Pointer) null);
      this.address = number;
    }
  }

  private static final class Opening
      extends Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer {
    @Override
    public int call(
        AVFormatContext s,
        PointerPointer pb,
        BytePointer url,
        int flags,
        @Nullable PointerPointer options) {
      // Whatever left this method would end the JVM.
      try {
        NestedIo nested = at(s);
        if (nested == null) {
          return defaults().open().call(s, pb, url, flags, options);
        }
        if (options != null) {
          return nested.open(s, pb, url, flags, options);
        }
        try (PointerPointer<Pointer> own = new PointerPointer<>(1)) {
          own.put(0, (Pointer) null);
          int code = nested.open(s, pb, url, flags, own);
          avutil.av_dict_free(dictionary(own));
          return code;
        }
      } catch (Throwable t) {
        return avutil.AVERROR_EXTERNAL;
      }
    }
  }

  private static final class Closing extends Io_close2_AVFormatContext_AVIOContext {
    @Override
    public int call(AVFormatContext s, AVIOContext pb) {
      try {
        NestedIo nested = at(s);
        if (nested != null && pb.write_flag() != 0) {
          avformat.avio_flush(pb);
          int failed = pb.error();
          if (failed < 0 && !nested.forgets) {
            nested.error = failed;
          }
        }
        return defaults().close().call(s, pb);
      } catch (Throwable t) {
        return avutil.AVERROR_EXTERNAL;
      }
    }
  }
}
