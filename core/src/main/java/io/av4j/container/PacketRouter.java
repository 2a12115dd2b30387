package io.av4j.container;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jspecify.annotations.Nullable;

/** Hands each packet of an input to the sinks of its stream. */
final class PacketRouter implements Sink<Packet> {
  private final InputHandle input;
  private final List<Route> routes;
  private final List<@Nullable List<Sink<? super Packet>>> byStream = new ArrayList<>();
  private final List<Integer> discarded = new ArrayList<>();

  PacketRouter(InputHandle input, List<Route> routes) {
    this.input = input;
    this.routes = routes;
    for (Route route : routes) {
      if (route.stream().input() != input) {
        throw new IllegalArgumentException(route.stream() + " is of another input");
      }
      int index = route.stream().index();
      while (byStream.size() <= index) {
        byStream.add(null);
      }
      List<Sink<? super Packet>> sinks = byStream.get(index);
      if (sinks == null) {
        sinks = new ArrayList<>();
        byStream.set(index, sinks);
      }
      sinks.add(route.sink());
    }
  }

  /** Tells the demuxer to pass over the streams without a route. */
  void select() {
    input.enter();
    try {
      for (int i = 0; i < input.struct().nb_streams(); i++) {
        AVStream stream = input.struct().streams(i);
        boolean routed = i < byStream.size() && byStream.get(i) != null;
        if (!routed && stream.discard() == avcodec.AVDISCARD_DEFAULT) {
          stream.discard(avcodec.AVDISCARD_ALL);
          discarded.add(i);
        }
      }
    } finally {
      input.exit();
    }
  }

  void unselect() {
    if (input.isClosed()) {
      return;
    }
    input.enter();
    try {
      for (int i : discarded) {
        input.struct().streams(i).discard(avcodec.AVDISCARD_DEFAULT);
      }
    } finally {
      input.exit();
    }
  }

  @Override
  public void accept(Packet packet) {
    int index = packet.streamIndex();
    List<Sink<? super Packet>> sinks = index < byStream.size() ? byStream.get(index) : null;
    if (sinks != null) {
      for (int i = 0; i < sinks.size(); i++) {
        sinks.get(i).accept(packet);
      }
    }
  }

  @Override
  public void end() {
    for (Route route : routes) {
      route.sink().end();
    }
  }
}
