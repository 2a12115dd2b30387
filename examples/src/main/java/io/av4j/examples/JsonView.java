package io.av4j.examples;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushSnapshot;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/** A push as one JSON object a moment. Frames and bytes are the first destination's. */
final class JsonView implements LiveView {
  private final PrintWriter out;

  JsonView(PrintWriter out) {
    this.out = out;
  }

  /** Shows in the next object what came of it. */
  @Override
  public void event(PushEvent event) {}

  @Override
  public void show(PushSnapshot now) {
    print(now, "continue");
  }

  @Override
  public void end(PushSnapshot last) {
    print(last, "end");
  }

  private void print(PushSnapshot now, String progress) {
    ObjectNode json = json(now);
    out.println(json.put("progress", progress));
    out.flush();
  }

  private static ObjectNode json(PushSnapshot now) {
    // None in the first moment.
    Optional<DestinationSnapshot> first = now.destinations().stream().findFirst();
    long frames = first.map(DestinationSnapshot::frames).orElse(0L);
    long bytes = first.map(DestinationSnapshot::bytes).orElse(0L);
    double uptime = seconds(now.uptime());
    double time = seconds(now.mediaTime());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("push", now.name()).put("state", now.state().toString());
    json.put("uptime", round(uptime)).put("time", round(time));
    json.put("frame", frames).put("fps", round(frames / uptime));
    json.put("speed", round(time / uptime)).put("size", bytes);
    json.put("bitrate", time > 0 ? Math.round(bytes * 8 / time) : 0);
    json.put("sources_opened", now.sourcesOpened()).put("source_faults", now.sourceFaults());
    json.put("fillers", now.fillers());
    json.put("skew_p99_ms", round(seconds(now.skew().p99()) * 1000));
    json.put("pacing_p99_ms", round(seconds(now.pacing().errorP99()) * 1000));
    ArrayNode all = json.putArray("destinations");
    now.destinations().forEach(one -> put(one, all.addObject()));
    return json;
  }

  private static void put(DestinationSnapshot one, ObjectNode node) {
    node.put("name", one.name()).put("rendition", one.rendition());
    node.put("state", one.state().toString()).put("attempts", one.attempts());
    node.put("reconnects", one.reconnects()).put("bytes", one.bytes());
    one.bitsPerSecond().ifPresent(bits -> node.put("bitrate", bits));
    node.put("frames", one.frames()).put("queue_ms", one.queued().toMillis());
    node.put("dropped", LiveText.dropped(one));
    one.lastRecovery().ifPresent(millis -> node.put("last_recovery_ms", millis));
    if (one.lastFault() != null) {
      node.put("last_fault", one.lastFault().kind().toString());
      node.put("last_fault_text", one.lastFault().text());
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
