package io.av4j.internal;

import io.av4j.InvalidMediaException;
import io.av4j.MediaException;
import io.av4j.MediaIoException;
import io.av4j.NativeFailure;
import io.av4j.UnsupportedMediaException;
import io.av4j.log.FFmpegLog;
import io.av4j.log.Redactor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** The one check that every native return code goes through. */
public final class AvError {
  /** "Try again" in the send and receive calls; never leaves av4j. */
  public static final int EAGAIN = avutil.AVERROR_EAGAIN();

  /** The end of a file or stream. */
  public static final int EOF = avutil.AVERROR_EOF;

  /** The interrupt callback ended the call. */
  public static final int EXIT = avutil.AVERROR_EXIT;

  /** Not enough memory. */
  public static final int ENOMEM = avutil.AVERROR_ENOMEM();

  /** An argument FFmpeg does not take. */
  public static final int EINVAL = avutil.AVERROR_EINVAL();

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(EOF, "AVERROR_EOF"),
          Map.entry(EXIT, "AVERROR_EXIT"),
          Map.entry(EAGAIN, "EAGAIN"),
          Map.entry(EINVAL, "EINVAL"),
          Map.entry(ENOMEM, "ENOMEM"),
          Map.entry(avutil.AVERROR_BSF_NOT_FOUND, "AVERROR_BSF_NOT_FOUND"),
          Map.entry(avutil.AVERROR_BUG, "AVERROR_BUG"),
          Map.entry(avutil.AVERROR_BUG2, "AVERROR_BUG2"),
          Map.entry(avutil.AVERROR_BUFFER_TOO_SMALL, "AVERROR_BUFFER_TOO_SMALL"),
          Map.entry(avutil.AVERROR_DECODER_NOT_FOUND, "AVERROR_DECODER_NOT_FOUND"),
          Map.entry(avutil.AVERROR_DEMUXER_NOT_FOUND, "AVERROR_DEMUXER_NOT_FOUND"),
          Map.entry(avutil.AVERROR_ENCODER_NOT_FOUND, "AVERROR_ENCODER_NOT_FOUND"),
          Map.entry(avutil.AVERROR_EXTERNAL, "AVERROR_EXTERNAL"),
          Map.entry(avutil.AVERROR_FILTER_NOT_FOUND, "AVERROR_FILTER_NOT_FOUND"),
          Map.entry(avutil.AVERROR_INVALIDDATA, "AVERROR_INVALIDDATA"),
          Map.entry(avutil.AVERROR_MUXER_NOT_FOUND, "AVERROR_MUXER_NOT_FOUND"),
          Map.entry(avutil.AVERROR_OPTION_NOT_FOUND, "AVERROR_OPTION_NOT_FOUND"),
          Map.entry(avutil.AVERROR_PATCHWELCOME, "AVERROR_PATCHWELCOME"),
          Map.entry(avutil.AVERROR_PROTOCOL_NOT_FOUND, "AVERROR_PROTOCOL_NOT_FOUND"),
          Map.entry(avutil.AVERROR_STREAM_NOT_FOUND, "AVERROR_STREAM_NOT_FOUND"),
          Map.entry(avutil.AVERROR_UNKNOWN, "AVERROR_UNKNOWN"),
          Map.entry(avutil.AVERROR_EXPERIMENTAL, "AVERROR_EXPERIMENTAL"),
          Map.entry(avutil.AVERROR_HTTP_BAD_REQUEST, "AVERROR_HTTP_BAD_REQUEST"),
          Map.entry(avutil.AVERROR_HTTP_UNAUTHORIZED, "AVERROR_HTTP_UNAUTHORIZED"),
          Map.entry(avutil.AVERROR_HTTP_FORBIDDEN, "AVERROR_HTTP_FORBIDDEN"),
          Map.entry(avutil.AVERROR_HTTP_NOT_FOUND, "AVERROR_HTTP_NOT_FOUND"),
          Map.entry(avutil.AVERROR_HTTP_TOO_MANY_REQUESTS, "AVERROR_HTTP_TOO_MANY_REQUESTS"),
          Map.entry(avutil.AVERROR_HTTP_OTHER_4XX, "AVERROR_HTTP_OTHER_4XX"),
          Map.entry(avutil.AVERROR_HTTP_SERVER_ERROR, "AVERROR_HTTP_SERVER_ERROR"),
          Map.entry(avutil.AVERROR_EACCES(), "EACCES"),
          Map.entry(avutil.AVERROR_ENOENT(), "ENOENT"),
          Map.entry(avutil.AVERROR_EIO(), "EIO"),
          Map.entry(avutil.AVERROR_EPIPE(), "EPIPE"),
          Map.entry(avutil.AVERROR_EPERM(), "EPERM"),
          Map.entry(avutil.AVERROR_ENOSYS(), "ENOSYS"),
          Map.entry(avutil.AVERROR_ERANGE(), "ERANGE"),
          Map.entry(avutil.AVERROR_ENOSPC(), "ENOSPC"));

  private AvError() {}

  /** Returns a code that is not negative, and throws for any other. */
  public static int check(int code, String function) {
    return code >= 0 ? code : fail(code, function, null, FFmpegLog.mark(), 0);
  }

  /**
   * Returns a code that is not negative, and throws for any other.
   *
   * @param mark {@link FFmpegLog#mark()} before the call, so that the exception quotes FFmpeg's
   *     lines
   * @param contextAddress the context whose own threads may have logged, or 0
   */
  public static int check(
      int code, String function, @Nullable String resource, long mark, long contextAddress) {
    return code >= 0 ? code : fail(code, function, resource, mark, contextAddress);
  }

  private static int fail(
      int code, String function, @Nullable String resource, long mark, long contextAddress) {
    throw exception(failure(code, function, resource, mark, contextAddress));
  }

  /** What is known of a failed call. */
  public static NativeFailure failure(
      int code, String function, @Nullable String resource, long mark, long contextAddress) {
    List<String> lines = FFmpegLog.since(mark, contextAddress);
    return new NativeFailure(
        function,
        code,
        name(code),
        text(code),
        resource == null ? null : Redactor.redact(resource),
        lines);
  }

  /** The exception of the tree that fits the code. */
  public static MediaException exception(NativeFailure failure) {
    int code = failure.code();
    if (code == avutil.AVERROR_INVALIDDATA || code == EINVAL) {
      return new InvalidMediaException(failure, null);
    }
    String name = failure.codeName();
    if ((name.endsWith("_NOT_FOUND") && !name.contains("HTTP"))
        || code == avutil.AVERROR_PATCHWELCOME
        || code == avutil.AVERROR_ENOSYS()
        || code == avutil.AVERROR_EXPERIMENTAL) {
      return new UnsupportedMediaException(failure, null);
    }
    if (code == ENOMEM
        || code == avutil.AVERROR_EXTERNAL
        || code == avutil.AVERROR_BUG
        || code == avutil.AVERROR_BUG2
        || code == avutil.AVERROR_UNKNOWN) {
      return new MediaException(failure, null);
    }
    return new MediaIoException(failure, null);
  }

  /** Throws the exception for memory that FFmpeg could not allocate, where the pointer is null. */
  public static <T extends Pointer> T notNull(@Nullable T pointer, String function) {
    if (pointer == null || pointer.isNull()) {
      throw new MediaException(failure(ENOMEM, function, null, FFmpegLog.mark(), 0), null);
    }
    return pointer;
  }

  private static String name(int code) {
    String known = NAMES.get(code);
    if (known == null) {
      known = Errno.name(-code);
    }
    return known != null ? known : "AVERROR(" + -code + ")";
  }

  private static String text(int code) {
    byte[] buffer = new byte[avutil.AV_ERROR_MAX_STRING_SIZE];
    avutil.av_strerror(code, buffer, buffer.length);
    int length = 0;
    while (length < buffer.length && buffer[length] != 0) {
      length++;
    }
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }

  /** A C string of FFmpeg's, or null for a null pointer. */
  public static @Nullable String string(@Nullable BytePointer pointer) {
    return pointer == null || pointer.isNull() ? null : pointer.getString(StandardCharsets.UTF_8);
  }
}
