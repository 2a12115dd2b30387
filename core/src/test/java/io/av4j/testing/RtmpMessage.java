package io.av4j.testing;

import java.nio.ByteBuffer;

/**
 * One message of RTMP, put together from its chunks.
 *
 * @param type one of the constants here
 * @param timestamp in milliseconds
 * @param stream the message stream, 0 for the connection itself
 * @param payload from its position to its limit
 */
record RtmpMessage(int type, long timestamp, int stream, ByteBuffer payload) {
  static final int SET_CHUNK_SIZE = 1;
  static final int WINDOW_ACK_SIZE = 5;
  static final int SET_PEER_BANDWIDTH = 6;
  static final int AUDIO = 8;
  static final int VIDEO = 9;
  static final int DATA = 18;
  static final int COMMAND = 20;

  static RtmpMessage of(int type, int stream, byte... payload) {
    return new RtmpMessage(type, 0, stream, ByteBuffer.wrap(payload));
  }

  static RtmpMessage ofInt(int type, int value) {
    return of(type, 0, ByteBuffer.allocate(4).putInt(value).array());
  }

  static RtmpMessage command(int stream, Object... values) {
    return of(COMMAND, stream, Amf0.write(values));
  }
}
