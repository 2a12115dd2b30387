package io.av4j.pipeline;

import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.container.Route;
import io.av4j.flow.Sink;
import io.av4j.time.Timestamp;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How far a source has read, by the decoding times of its packets. Serves one thread. */
final class Reached {
  private @Nullable Timestamp time;

  /** Reads an input into the routes for as long as the source may go on. */
  void pump(MediaInput input, Source source, Route... routes) {
    Route[] watched =
        Arrays.stream(routes)
            .map(route -> route.stream().to(before(route.sink())))
            .toArray(Route[]::new);
    input.pumpWhile(() -> source.mayGoOn(time), watched);
  }

  private Sink<Packet> before(Sink<? super Packet> next) {
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
