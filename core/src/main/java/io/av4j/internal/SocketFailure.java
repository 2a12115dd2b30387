package io.av4j.internal;

import io.av4j.MediaIoException;
import io.av4j.NativeFailure;
import java.io.EOFException;
import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
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

  /** As OpenSSL says it, by which it is known as a refusal. */
  private static final String UNTRUSTED = "certificate verify failed";

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

  /** The exception for a TLS connection that failed. */
  public static MediaIoException tls(SSLException e, String resource) {
    String text = String.valueOf(e.getMessage());
    boolean closed = e.getMessage() != null && text.contains("closed the connection");
    String name = closed ? "AVERROR_EOF" : "EPROTO";
    boolean untrusted =
        (e instanceof SSLHandshakeException && e.getCause() instanceof CertificateException)
            || e.getCause() instanceof CertPathValidatorException;
    NativeFailure failure =
        new NativeFailure(
            "handshake",
            code(name),
            name,
            text,
            resource,
            untrusted ? List.of(UNTRUSTED) : List.of());
    MediaIoException made =
        untrusted
            ? new MediaIoException(
                resource
                    + ": the server's certificate is not trusted, or is another host's;"
                    + " the option ca_file names the certificates to trust",
                failure)
            : new MediaIoException(failure, e);
    if (untrusted) {
      made.initCause(e);
    }
    return made;
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
