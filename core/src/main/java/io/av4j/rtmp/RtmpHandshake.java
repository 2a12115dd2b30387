package io.av4j.rtmp;

import io.av4j.internal.SocketFailure;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/** The exchange that a connection begins with (RTMP specification, 5.2), the client's side. */
final class RtmpHandshake {
  private static final byte VERSION = 3;
  private static final int SIZE = 1536;
  private static final int ZEROS = 8;

  private RtmpHandshake() {}

  static void perform(Wire wire, RtmpInbox inbox, long deadline) {
    byte[] random = new byte[SIZE - ZEROS];
    ThreadLocalRandom.current().nextBytes(random);
    ByteBuffer hello =
        ByteBuffer.allocate(1 + SIZE).put(VERSION).put(new byte[ZEROS]).put(random).flip();
    wire.write(new ByteBuffer[] {hello}, deadline);
    ByteBuffer answer = inbox.take(1 + SIZE, deadline);
    byte version = answer.get();
    if (version != VERSION) {
      throw SocketFailure.protocol(
          "rtmp", "the server speaks no RTMP, or version " + version + " of it");
    }
    wire.write(new ByteBuffer[] {answer}, deadline);
    ByteBuffer unused = inbox.take(SIZE, deadline);
  }
}
