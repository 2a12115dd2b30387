package io.av4j.container;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import java.util.Objects;

/**
 * Where the packets of one stream go.
 *
 * @param stream of the input that is pumped
 * @param sink gets each packet, and its end
 */
public record Route(MediaStream stream, Sink<? super Packet> sink) {
  /** Checks that nothing is null. */
  public Route {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(sink, "sink");
  }
}
