package io.av4j.rtmp;

import java.nio.ByteBuffer;

/**
 * A message of RTMP, without its cutting into chunks.
 *
 * @param type as the specification numbers them; those used are the constants
 * @param timestamp in milliseconds, of 32 bits without a sign
 * @param stream the message stream: 0 for the connection itself
 * @param payload what is in it
 */
record RtmpMessage(int type, long timestamp, int stream, ByteBuffer payload) {
  static final int SET_CHUNK_SIZE = 1;
  static final int ABORT = 2;
  static final int ACKNOWLEDGEMENT = 3;
  static final int USER_CONTROL = 4;
  static final int WINDOW_ACKNOWLEDGEMENT_SIZE = 5;
  static final int SET_PEER_BANDWIDTH = 6;
  static final int AUDIO = 8;
  static final int VIDEO = 9;
  static final int COMMAND_AMF3 = 17;
  static final int DATA = 18;
  static final int COMMAND = 20;
  static final int AGGREGATE = 22;

  /** One that holds a number, as those about the protocol do. */
  static RtmpMessage ofInt(int type, int value) {
    return new RtmpMessage(type, 0, 0, ByteBuffer.allocate(Integer.BYTES).putInt(value).flip());
  }

  /**
   * The chunk stream on which a publisher sends such messages; each sort has one of its own, so
   * that they do not wait for one another's headers.
   */
  int chunkStream() {
    return switch (type) {
      case AUDIO -> 4;
      case DATA -> 5;
      case VIDEO -> 6;
      case COMMAND -> stream == 0 ? 3 : 8;
      default -> 2;
    };
  }
}
