package io.av4j.push.rendition;

import io.av4j.push.destination.PublisherListener;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What was told of destinations: how their states changed, and that they ended. */
final class Destinations implements PublisherListener {
  final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void tried(String destination) {}

  @Override
  public void became(
      String destination,
      DestinationState from,
      DestinationState to,
      int attempt,
      @Nullable Fault fault) {
    lines.add(destination + " " + to + (fault == null ? "" : " " + fault.text()));
  }

  @Override
  public void attemptFailed(String destination, int attempt, Fault fault, Duration retryIn) {}

  @Override
  public void recovered(String destination, Duration outage) {}

  @Override
  public void congestionEnded(String destination, Duration lasted, long droppedFrames) {}

  @Override
  public void ended(String destination) {
    lines.add(destination + " ended");
  }
}
