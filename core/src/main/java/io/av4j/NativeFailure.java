package io.av4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a failed FFmpeg call said: the C function, its AVERROR and FFmpeg's own log lines of that
 * call.
 *
 * @param function the C function, for example {@code avformat_open_input}
 * @param code the AVERROR value, negative
 * @param codeName the name of the code, for example {@code AVERROR_INVALIDDATA} or {@code
 *     ECONNREFUSED}
 * @param text the sentence {@code av_strerror} has for the code
 * @param resource the file or URL the call was about, secrets already redacted, or null where there
 *     is none
 * @param logLines FFmpeg's log lines of the call, oldest first, redacted; empty where it logged
 *     nothing
 */
public record NativeFailure(
    String function,
    int code,
    String codeName,
    String text,
    @Nullable String resource,
    List<String> logLines) {

  /** Copies the lines, so that the record stays immutable. */
  public NativeFailure {
    logLines = List.copyOf(logLines);
  }

  /** The failure as one sentence, with FFmpeg's log lines behind it. */
  String describe() {
    StringBuilder out = new StringBuilder();
    if (resource != null) {
      out.append(resource).append(": ");
    }
    out.append(text).append(" (").append(function).append(", ").append(codeName).append(' ');
    out.append(code).append(')');
    for (String line : logLines) {
      out.append("; ").append(line);
    }
    return out.toString();
  }
}
