package io.av4j.examples;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.av4j.push.DestinationSnapshot;
import io.av4j.push.PushSnapshot;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows a running push: a table that is written over on a terminal, lines elsewhere, or JSON. */
final class LiveView {
  private static final String CLEAR = "\033[K";

  private final Progress.Style style;
  private final PrintWriter out;
  private int lines;

  LiveView(Progress.Style style, PrintWriter out) {
    this.style = style;
    this.out = out;
  }

  void show(PushSnapshot now) {
    switch (style) {
      case NONE -> {}
      case JSON -> out.println(json(now));
      default -> table(now, style == Progress.Style.LINE);
    }
    out.flush();
  }

  private void table(PushSnapshot now, boolean over) {
    if (over && lines > 0) {
      // Up to where the table began, to write over it.
      out.print("\033[" + lines + "A");
    }
    lines = 1 + now.destinations().size();
    out.printf(
        Locale.ROOT,
        "%s %s  %s played  sources %d  fillers %d  skew p99 %.1f ms  pacing p99 %.1f ms%s%n",
        now.name(),
        now.state(),
        Progress.clock(now.mediaTime().toNanos() / 1e9),
        now.sourcesOpened(),
        now.fillers(),
        now.skew().p99().toNanos() / 1e6,
        now.pacing().errorP99().toNanos() / 1e6,
        over ? CLEAR : "");
    for (DestinationSnapshot one : now.destinations()) {
      out.printf(
          Locale.ROOT,
          "  %-12s %-12s %8s kb/s  queue %5d ms  frames %7d  dropped %5d  reconnects %3d%s%s%n",
          one.name(),
          one.state(),
          one.bitsPerSecond().isPresent() ? one.bitsPerSecond().getAsLong() / 1000 : "-",
          one.queued().toMillis(),
          one.frames(),
          one.droppedPictures() + one.droppedAudio(),
          one.reconnects(),
          one.state().isLive() || one.lastFault() == null ? "" : "  " + one.lastFault().kind(),
          over ? CLEAR : "");
    }
  }

  private static ObjectNode json(PushSnapshot now) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("push", now.name()).put("state", now.state().toString());
    json.put("uptime", now.uptime().toNanos() / 1e9).put("time", now.mediaTime().toNanos() / 1e9);
    json.put("sources_opened", now.sourcesOpened()).put("source_faults", now.sourceFaults());
    json.put("fillers", now.fillers());
    json.put("skew_p99_ms", now.skew().p99().toNanos() / 1e6);
    json.put("pacing_p99_ms", now.pacing().errorP99().toNanos() / 1e6);
    ArrayNode all = json.putArray("destinations");
    for (DestinationSnapshot one : now.destinations()) {
      ObjectNode node = all.addObject();
      node.put("name", one.name()).put("rendition", one.rendition());
      node.put("state", one.state().toString()).put("attempts", one.attempts());
      node.put("reconnects", one.reconnects()).put("bytes", one.bytes());
      one.bitsPerSecond().ifPresent(bits -> node.put("bitrate", bits));
      node.put("frames", one.frames()).put("queue_ms", one.queued().toMillis());
      node.put("dropped", one.droppedPictures() + one.droppedAudio());
      one.lastRecovery().ifPresent(millis -> node.put("last_recovery_ms", millis));
      if (one.lastFault() != null) {
        node.put("last_fault", one.lastFault().kind().toString());
        node.put("last_fault_text", one.lastFault().text());
      }
    }
    return json;
  }
}
