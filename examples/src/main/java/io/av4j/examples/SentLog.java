package io.av4j.examples;

import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.container.Route;
import io.av4j.flow.Sink;
import io.av4j.time.Timestamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a push has sent, or a recording holds, of one track: the times of its packets, in seconds.
 */
final class SentLog {
  private final List<Double> times = new ArrayList<>();
  private long bytes;
  private long fallingDts;
  private double lastDts = Double.NEGATIVE_INFINITY;

  /** Notes the packets of a file's best streams. */
  static void read(Path file, SentLog video, SentLog audio) {
    try (MediaInput input = MediaInput.open(file)) {
      List<Route> routes = new ArrayList<>();
      input.findVideo().ifPresent(stream -> routes.add(stream.to(video::add)));
      input.findAudio().ifPresent(stream -> routes.add(stream.to(audio::add)));
      input.pump(routes.toArray(Route[]::new));
    }
  }

  private void add(Packet packet) {
    if (packet.size() == 0) {
      // It only tells what the stream is like; FLV without pictures begins with one.
      return;
    }
    Timestamp pts = packet.pts();
    Timestamp dts = packet.dts();
    times.add(pts == null ? Double.NaN : pts.toSeconds());
    bytes += packet.size();
    if (dts != null) {
      if (dts.toSeconds() < lastDts) {
        fallingDts++;
      }
      lastDts = dts.toSeconds();
    }
  }

  /** A sink that notes what goes into the next. */
  Sink<Packet> before(Sink<Packet> next) {
    return new Sink<>() {
      @Override
      public void accept(Packet packet) {
        add(packet);
        next.accept(packet);
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }

  List<Double> times() {
    return times;
  }

  int packets() {
    return times.size();
  }

  long bytes() {
    return bytes;
  }

  /** How often a dts was before the one before it. */
  long fallingDts() {
    return fallingDts;
  }
}
