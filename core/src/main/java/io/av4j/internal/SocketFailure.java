package io.av4j.internal;

import io.av4j.MediaIoException;
import io.av4j.NativeFailure;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.ffmpeg.global.avutil;

/** What a failure of one of the JDK's sockets is, by the names that FFmpeg's protocols give. */
public final class SocketFailure {
  // The JDK has the system's words alone, in English.
  private static final Map<String, String> NAMES =
      Map.of(
          "refused", "ECONNREFUSED",
          "reset", "ECONNRESET",
          "broken pipe", "EPIPE",
          "timed out", "ETIMEDOUT",
          "network is unreachable", "ENETUNREACH",
          "no route to host", "EHOSTUNREACH",
          "too many open files", "EMFILE",
          "aborted", "ECONNABORTED");

  private SocketFailure() {}

  /**
   * The exception for a failed call.
   *
   * @param call for example {@code connect}
   * @param resource where to, without secrets
   */
  public static MediaIoException of(IOException e, String call, String resource) {
    String text = String.valueOf(e.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    String name =
        e instanceof EOFException
            ? "AVERROR_EOF"
            : NAMES.entrySet().stream()
                .filter(entry -> lower.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("EIO");
    NativeFailure failure = new NativeFailure(call, code(name), name, text, resource, List.of());
    return new MediaIoException(failure, e);
  }

  /**
   * The exception for a peer that does not keep to the protocol.
   *
   * @param protocol for example {@code rtmp}
   * @param what it did
   */
  public static MediaIoException protocol(String protocol, String what) {
    String name = "EPROTO";
    return new MediaIoException(
        new NativeFailure(protocol, code(name), name, what, null, List.of()), null);
  }

  private static int code(String name) {
    return switch (name) {
      case "AVERROR_EOF" -> AvError.EOF;
      case "EIO" -> avutil.AVERROR_EIO();
      case "EPIPE" -> avutil.AVERROR_EPIPE();
      default -> -Errno.number(name);
    };
  }
}
