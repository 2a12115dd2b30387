package io.av4j.testing;

/**
 * What a {@link FakeRtmpServer} does to a connection.
 *
 * @param act what it does
 * @param at when; until then all is answered as by a good server
 * @param code of a refusal, for example {@code NetStream.Publish.BadName}
 * @param text the description of a refusal
 * @param chunkSize of what the server sends; FFmpeg takes it over for what it sends itself
 */
public record RtmpScript(Act act, RtmpPhase at, String code, String text, int chunkSize) {
  private static final int USUAL_CHUNKS = 4096;

  /** What can be done to a connection. */
  public enum Act {
    /** All is answered and taken. */
    TAKE,
    /** An error is answered, and what comes behind it ignored. */
    REFUSE,
    /** The client is told to go elsewhere. */
    REDIRECT,
    /** Nothing more is answered nor read. */
    FALL_SILENT,
    /** Bytes that are no RTMP are answered, and what comes behind them ignored. */
    TALK_GARBAGE,
    /** The connection is closed in the orderly way. */
    CLOSE,
    /** The connection is reset. */
    RESET
  }

  /** Takes all media until the client goes. */
  public static RtmpScript take() {
    return at(Act.TAKE, RtmpPhase.ACCEPT);
  }

  /** Refuses the connection with {@code NetConnection.Connect.Rejected}. */
  public static RtmpScript rejectConnect(String text) {
    return refuse(RtmpPhase.CONNECT, "NetConnection.Connect.Rejected", text);
  }

  /** Refuses to publish, for example because the name is taken or the token not good. */
  public static RtmpScript refusePublish(String code, String text) {
    return refuse(RtmpPhase.PUBLISH, code, text);
  }

  /** Answers an error in place of what is expected at that phase, {@code CONNECT} or later. */
  public static RtmpScript refuse(RtmpPhase phase, String code, String text) {
    if (phase.compareTo(RtmpPhase.CONNECT) < 0) {
      throw new IllegalArgumentException("nothing to refuse yet at " + phase);
    }
    return new RtmpScript(Act.REFUSE, phase, code, text, USUAL_CHUNKS);
  }

  /** Refuses the connection and names another place, as Adobe's servers do. */
  public static RtmpScript redirect(String url) {
    return new RtmpScript(
        Act.REDIRECT, RtmpPhase.CONNECT, "NetConnection.Connect.Rejected", url, USUAL_CHUNKS);
  }

  /** Neither answers nor reads from that phase on, so that the client's buffers fill. */
  public static RtmpScript silentAt(RtmpPhase phase) {
    return at(Act.FALL_SILENT, phase);
  }

  /** Answers with random bytes at that phase; always the same ones. */
  public static RtmpScript garbageAt(RtmpPhase phase) {
    return at(Act.TALK_GARBAGE, phase);
  }

  /** Closes at that phase. */
  public static RtmpScript closeAt(RtmpPhase phase) {
    return at(Act.CLOSE, phase);
  }

  /** Resets at that phase. */
  public static RtmpScript resetAt(RtmpPhase phase) {
    return at(Act.RESET, phase);
  }

  private static RtmpScript at(Act act, RtmpPhase phase) {
    return new RtmpScript(act, phase, "", "", USUAL_CHUNKS);
  }

  /** This script in chunks of that many bytes. */
  public RtmpScript withChunkSize(int bytes) {
    return new RtmpScript(act, at, code, text, bytes);
  }

  boolean strikesAt(RtmpPhase phase) {
    return act != Act.TAKE && at == phase;
  }
}
