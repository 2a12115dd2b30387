package io.av4j.push.status;

import java.io.Serializable;
import java.util.Objects;

/**
 * What went wrong. A value without secrets.
 *
 * @param kind what can be done about it
 * @param code the AVERROR, or 0 where the failure was not FFmpeg's
 * @param name of the code, for example {@code ECONNREFUSED} or {@code AVERROR_HTTP_FORBIDDEN};
 *     empty where the failure was not FFmpeg's
 * @param text what FFmpeg or the server said
 */
public record Fault(FaultClass kind, int code, String name, String text) implements Serializable {
  /** Checks. */
  public Fault {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(text, "text");
  }

  /** This fault, judged otherwise. */
  public Fault as(FaultClass other) {
    return new Fault(other, code, name, text);
  }

  /** For a log line: class, name and words. */
  public String describe() {
    return kind + (name.isEmpty() ? ": " : " " + name + ": ") + text;
  }
}
