package io.av4j.push;

import io.av4j.MediaException;
import io.av4j.MediaIoException;
import io.av4j.NativeFailure;
import io.av4j.log.Redactor;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What went wrong with a destination.
 *
 * @param kind what can be done about it
 * @param code the AVERROR, or 0 where the failure was not FFmpeg's
 * @param text what FFmpeg or the server said, without secrets
 */
public record Fault(FaultClass kind, int code, String text) {
  // FFmpeg's codes do not tell these apart; what the server said does, which FFmpeg only logs.
  private static final Pattern BUSY =
      Pattern.compile("badname|already publishing|stream busy|is busy|already exists|in use");
  // What FFmpeg puts before the words of an RTMP server; and OpenSSL's of a certificate.
  private static final Pattern REFUSAL = Pattern.compile("server error:|certificate verify failed");

  /** What an encoder threw: nothing that time heals. */
  static Fault ofEncoder(RuntimeException e) {
    Fault fault = of(e);
    return new Fault(FaultClass.FATAL, fault.code(), fault.text());
  }

  /** Judges an exception of connecting, writing or asking for the URL. */
  static Fault of(RuntimeException e) {
    String text = Redactor.redact(String.valueOf(e.getMessage()));
    if (!(e instanceof MediaException media)) {
      return new Fault(FaultClass.FATAL, 0, text);
    }
    NativeFailure failure = media.failure();
    int code = failure == null ? 0 : failure.code();
    String said =
        failure == null ? "" : String.join(" ", failure.logLines()).toLowerCase(Locale.ROOT);
    if (BUSY.matcher(said).find()) {
      return new Fault(FaultClass.STREAM_BUSY, code, text);
    }
    if (REFUSAL.matcher(said).find()) {
      return new Fault(FaultClass.REJECTED, code, text);
    }
    return new Fault(
        media instanceof MediaIoException ? FaultClass.NETWORK : FaultClass.FATAL, code, text);
  }
}
