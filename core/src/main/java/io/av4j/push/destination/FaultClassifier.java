package io.av4j.push.destination;

import io.av4j.MediaException;
import io.av4j.MediaIoException;
import io.av4j.NativeFailure;
import io.av4j.log.Redactor;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import io.av4j.rtmp.RtmpRefusedException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Judges what was thrown: what can be done about it, without secrets. Any thread. */
public final class FaultClassifier {
  // FFmpeg's codes do not tell these apart; what the server said does, which FFmpeg only logs.
  private static final Pattern BUSY =
      Pattern.compile("badname|already publishing|stream busy|is busy|already exists|in use");
  // What FFmpeg puts before the words of an RTMP server; and OpenSSL's of a certificate.
  private static final Pattern REFUSAL = Pattern.compile("server error:|certificate verify failed");

  private FaultClassifier() {}

  /** Of connecting or writing, of opening or reading a source. */
  public static Fault of(Throwable thrown) {
    if (!(thrown instanceof MediaException media)) {
      return new Fault(FaultClass.FATAL, 0, "", Redactor.redact(thrown.toString()));
    }
    if (media instanceof RtmpRefusedException refused) {
      String words = (refused.code() + " " + refused.description()).toLowerCase(Locale.ROOT);
      FaultClass refusal =
          BUSY.matcher(words).find() ? FaultClass.STREAM_BUSY : FaultClass.REJECTED;
      return new Fault(refusal, 0, refused.code(), String.valueOf(refused.getMessage()));
    }
    NativeFailure failure = media.failure();
    String text = Redactor.redact(String.valueOf(media.getMessage()));
    FaultClass io = media instanceof MediaIoException ? FaultClass.NETWORK : FaultClass.FATAL;
    if (failure == null) {
      return new Fault(io, 0, "", text);
    }
    String said = String.join(" ", failure.logLines()).toLowerCase(Locale.ROOT);
    FaultClass kind =
        BUSY.matcher(said).find()
            ? FaultClass.STREAM_BUSY
            : REFUSAL.matcher(said).find() ? FaultClass.REJECTED : io;
    return new Fault(kind, failure.code(), failure.codeName(), text);
  }

  /** Of an encoder: nothing that time heals. */
  public static Fault ofEncoder(Throwable thrown) {
    return of(thrown).as(FaultClass.FATAL);
  }
}
