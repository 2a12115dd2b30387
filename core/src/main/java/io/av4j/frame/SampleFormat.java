package io.av4j.frame;

import io.av4j.UnsupportedMediaException;
import java.util.Locale;

/** How an audio sample is stored ({@code AVSampleFormat}). The set is closed, in FFmpeg's order. */
public enum SampleFormat {
  /** Unsigned 8 bit, channels interleaved. */
  U8(0, 1),
  /** Signed 16 bit, channels interleaved. */
  S16(1, 2),
  /** Signed 32 bit, channels interleaved. */
  S32(2, 4),
  /** 32 bit float, channels interleaved. */
  FLT(3, 4),
  /** 64 bit float, channels interleaved. */
  DBL(4, 8),
  /** Unsigned 8 bit, one plane a channel. */
  U8P(5, 1),
  /** Signed 16 bit, one plane a channel. */
  S16P(6, 2),
  /** Signed 32 bit, one plane a channel. */
  S32P(7, 4),
  /** 32 bit float, one plane a channel. */
  FLTP(8, 4),
  /** 64 bit float, one plane a channel. */
  DBLP(9, 8),
  /** Signed 64 bit, channels interleaved. */
  S64(10, 8),
  /** Signed 64 bit, one plane a channel. */
  S64P(11, 8);

  private static final SampleFormat[] ALL = values();

  private final int id;
  private final int bytesPerSample;

  SampleFormat(int id, int bytesPerSample) {
    this.id = id;
    this.bytesPerSample = bytesPerSample;
  }

  /** FFmpeg's number of the format. */
  public int id() {
    return id;
  }

  /**
   * The format of FFmpeg's number.
   *
   * @throws UnsupportedMediaException if the number is none of a format, such as -1 for "unknown"
   */
  public static SampleFormat ofId(int id) {
    for (SampleFormat format : ALL) {
      if (format.id == id) {
        return format;
      }
    }
    throw new UnsupportedMediaException("no sample format has the number " + id);
  }

  /** Bytes of one sample of one channel. */
  public int bytesPerSample() {
    return bytesPerSample;
  }

  /** Whether each channel has a plane of its own. */
  public boolean isPlanar() {
    return name().endsWith("P");
  }

  /** FFmpeg's name, for example {@code fltp}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
