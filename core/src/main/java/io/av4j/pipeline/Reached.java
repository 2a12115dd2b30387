package io.av4j.pipeline;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.time.Timestamp;
import org.jspecify.annotations.Nullable;

/** How far a source has read, by the decoding times of its packets. Serves one thread. */
final class Reached {
  private @Nullable Timestamp time;

  /** Null before any. */
  @Nullable Timestamp time() {
    return time;
  }

  Sink<Packet> before(Sink<? super Packet> next) {
    return new Sink<>() {
      @Override
      public void accept(Packet packet) {
        Timestamp dts = packet.dts();
        time = dts != null ? dts : time;
        next.accept(packet);
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }
}
