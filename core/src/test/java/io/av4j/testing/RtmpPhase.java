package io.av4j.testing;

/** How far a publisher has come when a {@link RtmpScript} strikes. */
public enum RtmpPhase {
  /** The TCP connection stands, nothing was read. */
  ACCEPT,
  /** C0 and C1 have come. */
  HANDSHAKE,
  /** The command {@code connect} has come. */
  CONNECT,
  /** The command {@code createStream} has come. */
  CREATE_STREAM,
  /** The command {@code publish} has come. */
  PUBLISH,
  /** The first message of the stream has come: metadata, or a codec's header. */
  HEADERS,
  /** The first key frame has come. */
  KEY_FRAME,
  /** The chunk behind the first key frame has come in part. */
  MID_CHUNK
}
