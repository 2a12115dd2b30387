package io.av4j.examples;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.DestinationSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A push to a receiver in this program. What arrived is compared with what was sent: the push
 * writes the same packets into a file beside.
 */
final class PushCheck implements AutoCloseable {
  private static final String RECEIVER = "receiver";

  private final Path folder;
  private final Path sent;
  private final Path arrived;
  private final PushSummary summary = new PushSummary();

  /**
   * Before a push.
   *
   * @param record where what arrived is kept, or null
   */
  PushCheck(@Nullable Path record) throws IOException {
    folder = Files.createTempDirectory("push");
    sent = folder.resolve("sent.flv");
    arrived = record != null ? record : folder.resolve("arrived.flv");
  }

  /** Pushes, waits for the receiver, and compares. */
  LiveRun run(PushOptions options, @Nullable String in, LiveView view, StopSignal stop)
      throws IOException, InterruptedException {
    try (Receiver receiver = Receiver.start(arrived)) {
      PushPlan plan =
          options.planOfOne(
              in,
              Destination.of(RECEIVER, receiver.url()),
              Destination.of("sent", sent.toString()));
      LiveRun run = LiveRun.of(plan, view, stop);
      DestinationSnapshot there = run.last().destination(RECEIVER);
      if (there.bytes() > 0) {
        SentLog video = new SentLog();
        SentLog audio = new SentLog();
        SentLog.read(sent, video, audio);
        summary.sent(run.last(), there, audio.packets());
        Duration untilLive = run.untilLive().get(RECEIVER);
        if (untilLive != null) {
          summary.firstByte(untilLive);
        }
        summary.received(receiver.await(), video, audio);
      }
      return run;
    }
  }

  /** What concerns the push, and not what was kept to compare with. */
  static boolean isReceiver(DestinationSnapshot one) {
    return one.name().equals(RECEIVER);
  }

  PushSummary summary() {
    return summary;
  }

  @Override
  public void close() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
