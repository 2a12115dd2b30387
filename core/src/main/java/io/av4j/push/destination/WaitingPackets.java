package io.av4j.push.destination;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The packets of a queue, and how much media they are. The queue's lock is held. */
final class WaitingPackets {
  private final Deque<EncodedPacket> packets = new ArrayDeque<>();
  private long newestVideo;
  private long newestAudio;
  private int frames;
  private long bytes;

  void add(EncodedPacket packet) {
    count(packet);
    packets.add(packet);
  }

  /** Puts a packet in front of all. */
  void addFirst(EncodedPacket packet) {
    count(packet);
    packets.addFirst(packet);
  }

  private void count(EncodedPacket packet) {
    if (packet.video()) {
      newestVideo = packet.dtsNanos();
      frames++;
    } else {
      newestAudio = packet.dtsNanos();
    }
    bytes += packet.bytes();
  }

  @Nullable EncodedPacket poll() {
    EncodedPacket first = packets.poll();
    if (first != null) {
      uncount(first);
    }
    return first;
  }

  /** Takes out and releases some, and tells of each. */
  void removeIf(Predicate<EncodedPacket> which, Consumer<EncodedPacket> removed) {
    Iterator<EncodedPacket> all = packets.iterator();
    while (all.hasNext()) {
      EncodedPacket packet = all.next();
      if (which.test(packet)) {
        all.remove();
        uncount(packet);
        removed.accept(packet);
        packet.release();
      }
    }
  }

  private void uncount(EncodedPacket packet) {
    bytes -= packet.bytes();
    frames -= packet.video() ? 1 : 0;
  }

  /** How much media of the packet's kind waits in front of it, in nanoseconds. */
  long ahead(EncodedPacket packet) {
    EncodedPacket first = first(packet.video());
    return first == null ? 0 : packet.dtsNanos() - first.dtsNanos();
  }

  /** How much media waits, video or audio, whichever is more, in nanoseconds. */
  long span() {
    EncodedPacket video = first(true);
    EncodedPacket audio = first(false);
    return Math.max(
        video == null ? 0 : Math.max(0, newestVideo - video.dtsNanos()),
        audio == null ? 0 : Math.max(0, newestAudio - audio.dtsNanos()));
  }

  private @Nullable EncodedPacket first(boolean video) {
    int ofItsKind = video ? frames : packets.size() - frames;
    if (ofItsKind == 0) {
      return null;
    }
    for (EncodedPacket packet : packets) {
      if (packet.video() == video) {
        return packet;
      }
    }
    return null;
  }

  boolean isEmpty() {
    return packets.isEmpty();
  }

  int size() {
    return packets.size();
  }

  int frames() {
    return frames;
  }

  long bytes() {
    return bytes;
  }
}
