package io.av4j.push.destination;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import org.jspecify.annotations.Nullable;

/**
 * The tracks that a {@link StreamSet} has in one output.
 *
 * @param video takes video packets; null where there are none
 * @param audio takes audio packets; null where there are none
 */
public record OpenTracks(@Nullable Sink<Packet> video, @Nullable Sink<Packet> audio) {
  /** The track that the packet belongs to, or null where the output has none of its kind. */
  public @Nullable Sink<Packet> of(EncodedPacket packet) {
    return packet.video() ? video : audio;
  }
}
