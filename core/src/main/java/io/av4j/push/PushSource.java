package io.av4j.push;

import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.log.Redactor;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Where the programme comes from. Plain data, as far as a drawing is. */
public sealed interface PushSource extends Serializable {

  /**
   * A file or stream.
   *
   * @param url a file's name or a URL
   * @param options FFmpeg options of its protocol and demuxer
   */
  record Media(String url, Map<String, String> options) implements PushSource {
    /** Copies. */
    public Media {
      Objects.requireNonNull(url, "url");
      options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** Without the URL, which may hold secrets. */
    @Override
    public String toString() {
      return "Media[" + Redactor.redact(url) + "]";
    }
  }

  /**
   * Pictures made by the program itself.
   *
   * @param format of the pictures; its frame rate tells how many
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
        throw new IllegalArgumentException("drawn pictures need a frame rate");
      }
    }
  }

  /** Fills pictures. Called on one thread of the push; what it throws fails the source. */
  @FunctionalInterface
  interface Drawing extends Serializable {
    /**
     * Fills one picture.
     *
     * @param frame lent, with undefined content
     * @param index from 0
     * @return false if there is no further picture, and this one is not to be shown
     */
    boolean draw(VideoFrame frame, long index);
  }

  /** A file. */
  static PushSource of(Path file) {
    return new Media(file.toString(), Map.of());
  }

  /** A URL, or a file by its name. */
  static PushSource of(String url) {
    return new Media(url, Map.of());
  }
}
