package io.av4j.testing;

import io.av4j.testing.MediaMessage.Kind;
import io.av4j.testing.MediaMessage.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one connection sent to a {@link FakeRtmpServer}; for any thread, also while it lasts. */
public final class RtmpSession {
  private final List<String> commands = new ArrayList<>();
  private final List<MediaMessage> media = new ArrayList<>();
  private final Map<String, Object> metadata = new TreeMap<>();
  private String app = "";
  private String fourCcs = "";
  private String streamName = "";
  private long bytes;
  private boolean over;

  RtmpSession() {}

  /** The names of its commands, in order. */
  public synchronized List<String> commands() {
    return List.copyOf(commands);
  }

  /** The application that {@code connect} asked for; empty before. */
  public synchronized String app() {
    return app;
  }

  /** The codecs of enhanced FLV that {@code connect} announced, as a list in text; empty before. */
  public synchronized String fourCcs() {
    return fourCcs;
  }

  /** The name, or key, that {@code publish} gave; empty before. */
  public synchronized String streamName() {
    return streamName;
  }

  /** The last metadata by name. */
  public synchronized Map<String, Object> metadata() {
    return new TreeMap<>(metadata);
  }

  /** All that came of sound and pictures. */
  public synchronized List<MediaMessage> media() {
    return List.copyOf(media);
  }

  /** Those of a kind and role, in order. */
  public List<MediaMessage> media(Kind kind, Role role) {
    return media().stream().filter(m -> m.kind() == kind && m.role() == role).toList();
  }

  /** Bytes read from the connection. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Whether the connection has ended, by whomever. */
  public synchronized boolean isOver() {
    return over;
  }

  /** Waits for that many pieces of media, headers and all. */
  public RtmpSession awaitMedia(int count) {
    Await.until(() -> media().size() >= count, () -> "not " + count + " pieces of media: " + this);
    return this;
  }

  /** Waits for the end of the connection. */
  public RtmpSession awaitEnd() {
    Await.until(this::isOver, () -> "still connected: " + this);
    return this;
  }

  synchronized void command(String name) {
    commands.add(name);
  }

  synchronized void connected(Map<?, ?> fields) {
    app = String.valueOf(fields.get("app"));
    fourCcs = fields.containsKey("fourCcList") ? fields.get("fourCcList").toString() : "";
  }

  synchronized void published(String name) {
    streamName = name;
  }

  synchronized void described(Map<?, ?> fields) {
    fields.forEach((name, value) -> metadata.put(name.toString(), value));
  }

  synchronized void got(MediaMessage message) {
    media.add(message);
  }

  synchronized void read(long total) {
    bytes = total;
  }

  synchronized void ended() {
    over = true;
  }

  @Override
  public synchronized String toString() {
    return "RtmpSession[commands="
        + commands
        + ", media="
        + media.size()
        + ", bytes="
        + bytes
        + (over ? ", over]" : "]");
  }
}
