package io.av4j.push.plan;

import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.log.Redactor;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Where the programme comes from. Plain data, as far as a drawing is. */
public sealed interface PushSource extends Serializable {

  /** A source that FFmpeg opens. */
  sealed interface Media extends PushSource permits File, Url {
    /** FFmpeg options of its protocol and demuxer. */
    Map<String, String> options();

    /**
     * Whether it is a live stream or at least comes from a server, so that one that breaks is
     * opened again.
     */
    boolean isRemote();

    /** What people may see of it, without secrets. */
    String shown();
  }

  /**
   * A file. It is paced, also where it does not say how long it is.
   *
   * @param path of the file
   * @param options FFmpeg options of its demuxer
   */
  record File(Path path, Map<String, String> options) implements Media {
    /** Copies. */
    public File {
      Objects.requireNonNull(path, "path");
      options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    @Override
    public boolean isRemote() {
      return false;
    }

    @Override
    public String shown() {
      return path.toString();
    }

    // A Path is not serialisable.
    private Object writeReplace() {
      return new SerializedFile(path.toString(), options);
    }

    private record SerializedFile(String path, Map<String, String> options)
        implements Serializable {
      private Object readResolve() {
        return new File(Path.of(path), options);
      }
    }

    /** Without the values of the options, which may be secret. */
    @Override
    public String toString() {
      return "File[" + path + ", options=" + options.keySet() + "]";
    }
  }

  /**
   * A URL. One that has no end comes in real time by itself and is not paced.
   *
   * @param url with its secrets
   * @param options FFmpeg options of its protocol and demuxer
   */
  record Url(String url, Map<String, String> options) implements Media {
    private static final Set<String> LOCAL =
        Set.of("file", "concat", "concatf", "subfile", "data", "async", "cache", "crypto");

    /** Copies. */
    public Url {
      Objects.requireNonNull(url, "url");
      options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    @Override
    public boolean isRemote() {
      String rest = url;
      String scheme = schemeOf(rest);
      while (LOCAL.contains(scheme)) {
        // async:http://… is as remote as what it wraps.
        rest = rest.substring(scheme.length() + 1);
        scheme = schemeOf(rest);
      }
      return !scheme.isEmpty();
    }

    @Override
    public String shown() {
      return Redactor.redact(url);
    }

    /** Without secrets. */
    @Override
    public String toString() {
      return "Url[" + shown() + ", options=" + options.keySet() + "]";
    }
  }

  /**
   * Frames made by the program itself.
   *
   * @param format of the frames; its frame rate tells how many
   * @param drawing fills each
   */
  record Drawn(VideoFormat format, Drawing drawing) implements PushSource {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the format has no frame rate
     */
    public Drawn {
      Objects.requireNonNull(drawing, "drawing");
      if (!format.frameRate().isSet()) {
        throw new IllegalArgumentException("drawn frames need a frame rate");
      }
    }
  }

  /** Fills frames. Called on one thread of the push; what it throws fails the source. */
  @FunctionalInterface
  interface Drawing extends Serializable {
    /**
     * Fills one frame.
     *
     * @param frame lent, with undefined content
     * @param index from 0
     * @return false if there is no further frame, and this one is not to be shown
     */
    boolean draw(VideoFrame frame, long index);
  }

  /** A file. */
  static Media of(Path file) {
    return new File(file, Map.of());
  }

  /** A URL, or a file by its name or its {@code file:} URL. */
  static Media of(String url) {
    String scheme = schemeOf(url);
    if (scheme.isEmpty()) {
      return of(Path.of(url));
    }
    if (scheme.equals("file")) {
      return of(Path.of(url.substring(scheme.length() + 1).replaceFirst("^//(?=/)", "")));
    }
    return new Url(url, Map.of());
  }

  /** In lower case; empty where there is none. */
  private static String schemeOf(String url) {
    int colon = url.indexOf(':');
    // One letter is a drive.
    boolean has = colon > 1 && url.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*");
    return has ? url.substring(0, colon).toLowerCase(Locale.ROOT) : "";
  }
}
