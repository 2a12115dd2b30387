package io.av4j.rtmp;

import io.av4j.MediaIoException;
import io.av4j.log.Redactor;

/** An RTMP server has said no, in its own words. */
public final class RtmpRefusedException extends MediaIoException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String description;
  // What the server really said; not to be shown.
  private final transient String said;
  private final transient String redirect;

  /**
   * A refusal.
   *
   * @param where the server, without secrets
   * @param code for example {@code NetStream.Publish.BadName}
   * @param description what the server says of it; secrets are taken out
   */
  public RtmpRefusedException(String where, String code, String description) {
    this(where, code, description, "");
  }

  /** A refusal, with where the server sends the client; empty for nowhere. */
  RtmpRefusedException(String where, String code, String description, String redirect) {
    super(where + ": " + code + ": " + Redactor.redact(description));
    this.code = code;
    this.description = Redactor.redact(description);
    this.said = description;
    this.redirect = redirect;
  }

  /**
   * The server's code ({@code NetConnection.Connect.Rejected}, {@code NetStream.Publish.Denied}).
   */
  public String code() {
    return code;
  }

  String said() {
    return said;
  }

  String redirect() {
    return redirect;
  }

  /** The server's description, redacted; may be empty. */
  public String description() {
    return description;
  }
}
