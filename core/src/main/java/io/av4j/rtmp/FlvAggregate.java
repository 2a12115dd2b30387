package io.av4j.rtmp;

import io.av4j.internal.SocketFailure;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A message that holds several (RTMP specification, 7.1.6), as the tags of FLV. */
final class FlvAggregate {
  private static final int TAG_HEADER = 11;
  private static final int BACK_POINTER = 4;
  private static final int SIZE = 0xFFFFFF;

  private FlvAggregate() {}

  /** Hands on each of them; their times are moved so that the first is that of the message. */
  static void split(RtmpMessage aggregate, Consumer<RtmpMessage> parts) {
    ByteBuffer in = aggregate.payload();
    long shift = 0;
    boolean first = true;
    while (in.remaining() >= TAG_HEADER) {
      int start = in.position();
      int type = in.get(start) & 0xFF;
      int size = in.getInt(start) & SIZE;
      int time = in.getInt(start + 4);
      long timestamp = Integer.toUnsignedLong((time >>> 8) | (time << 24));
      if (size > in.remaining() - TAG_HEADER) {
        throw SocketFailure.protocol("rtmp", "an aggregate that is cut off");
      }
      if (first) {
        shift = aggregate.timestamp() - timestamp;
        first = false;
      }
      parts.accept(
          new RtmpMessage(
              type,
              (timestamp + shift) & 0xFFFFFFFFL,
              aggregate.stream(),
              in.slice(start + TAG_HEADER, size)));
      in.position(Math.min(in.limit(), start + TAG_HEADER + size + BACK_POINTER));
    }
  }
}
