package io.av4j.examples;

import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.Fault;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A push in words. No line holds a control character, whatever a server has said. */
final class LiveText {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private LiveText() {}

  /** What happened, and when. */
  static String event(PushEvent event) {
    return plain(CLOCK.format(event.stamp().at()) + " " + event.text());
  }

  /** The push in a line, and each destination in one, for 80 columns. */
  static List<String> table(PushSnapshot now) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s %s  %s  sources %d  fillers %d  skew %.1f ms  pacing %.1f ms",
            now.name(),
            now.state(),
            played(now),
            now.sourcesOpened(),
            now.fillers(),
            now.skew().p99().toNanos() / 1e6,
            now.pacing().errorP99().toNanos() / 1e6));
    int width = now.destinations().stream().mapToInt(one -> one.name().length()).max().orElse(0);
    now.destinations()
        .forEach(
            one ->
                lines.add(
                    "  "
                        + one.name()
                        + " ".repeat(width - one.name().length())
                        + (one.state().isLive() ? live(one) : away(one))));
    return lines.stream().map(LiveText::plain).toList();
  }

  private static String live(DestinationSnapshot one) {
    return String.format(
        Locale.ROOT,
        " %-9s %6s kb/s  queue %4d ms  dropped %d  reconnects %d",
        one.state(),
        one.bitsPerSecond().isPresent() ? one.bitsPerSecond().getAsLong() / 1000 : "-",
        one.queued().toMillis(),
        dropped(one),
        one.reconnects());
  }

  private static String away(DestinationSnapshot one) {
    Fault fault = one.lastFault();
    Instant next = one.nextAttempt();
    return " "
        + one.state()
        + (fault == null ? "" : "  " + fault.kind() + " " + fault.name())
        + (next == null
            ? ""
            : String.format(
                Locale.ROOT,
                "  next attempt in %.1f s",
                Math.max(0, Duration.between(Instant.now(), next).toMillis() / 1e3)));
  }

  /** All of it in one line. */
  static String line(PushSnapshot now) {
    List<DestinationSnapshot> all = now.destinations();
    return plain(
        String.format(
            Locale.ROOT,
            "%s %s  %s played  %d of %d live  %d kb/s  queue %d ms  dropped %d  reconnects %d",
            now.name(),
            now.state(),
            played(now),
            all.stream().filter(one -> one.state().isLive()).count(),
            all.size(),
            all.stream().mapToLong(one -> one.bitsPerSecond().orElse(0)).sum() / 1000,
            all.stream().mapToLong(one -> one.queued().toMillis()).max().orElse(0),
            all.stream().mapToLong(LiveText::dropped).sum(),
            all.stream().mapToInt(DestinationSnapshot::reconnects).sum()));
  }

  /** What each destination got, in a line. */
  static List<String> sent(PushSnapshot last) {
    return last.destinations().stream()
        .map(
            one ->
                String.format(
                    Locale.ROOT,
                    "  %-12s %d frames, %d KiB, dropped %d, reconnects %d",
                    one.name(),
                    one.frames(),
                    one.bytes() / 1024,
                    dropped(one),
                    one.reconnects()))
        .map(LiveText::plain)
        .toList();
  }

  /** Frames and audio packets that were left out. */
  static long dropped(DestinationSnapshot one) {
    return one.droppedFrames() + one.droppedAudio();
  }

  private static String played(PushSnapshot now) {
    return Progress.clock(now.mediaTime().toNanos() / 1e9);
  }

  static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
