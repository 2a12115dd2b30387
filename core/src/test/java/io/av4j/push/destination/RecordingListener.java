package io.av4j.push.destination;

import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told, and what of it should not have been told. Any thread. */
final class RecordingListener implements PublisherListener {
  private final List<String> told = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private DestinationState state = DestinationState.CONNECTING;
  private int tried;
  private int ended;
  private boolean over;

  private void tell(String what) {
    told.add(what);
    if (!Thread.currentThread().getName().startsWith("av4j-test-to-")) {
      wrong.add(what + " by " + Thread.currentThread().getName());
    }
    if (over && !what.startsWith("FAILED -> ")) {
      wrong.add(what + " after the end");
    }
  }

  @Override
  public synchronized void tried(String destination) {
    tell("tried");
    tried++;
    if (tried > 1) {
      wrong.add("tried again");
    }
  }

  @Override
  public synchronized void became(
      String destination,
      DestinationState from,
      DestinationState to,
      int attempt,
      @Nullable Fault fault) {
    tell(from + " -> " + to);
    over = false;
    if (from != state || !from.mayBecome(to)) {
      wrong.add(from + " -> " + to + " while " + state);
    }
    state = to;
    if (fault != null) {
      faults.add(fault);
    }
  }

  @Override
  public synchronized void attemptFailed(
      String destination, int attempt, Fault fault, Duration retryIn) {
    tell("attempt " + attempt + " failed");
    faults.add(fault);
  }

  @Override
  public synchronized void recovered(String destination, Duration outage) {
    tell("recovered after " + outage.toMillis());
  }

  @Override
  public synchronized void congestionEnded(
      String destination, Duration lasted, long droppedFrames) {
    tell("congested " + lasted.toMillis() + ", dropped " + droppedFrames);
  }

  @Override
  public synchronized void ended(String destination) {
    tell("ended");
    ended++;
    over = true;
    if (tried == 0 || !state.isOver()) {
      wrong.add("ended while " + state + ", tried " + tried);
    }
  }

  synchronized List<String> told() {
    return List.copyOf(told);
  }

  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }

  synchronized List<Fault> faults() {
    return List.copyOf(faults);
  }

  synchronized int endedCount() {
    return ended;
  }

  synchronized int triedCount() {
    return tried;
  }

  void await(String what) {
    Await.until(() -> told().contains(what), () -> what + " was not told: " + told());
  }

  void awaitEnded(int lives) {
    Await.until(() -> endedCount() >= lives, () -> "not ended " + lives + ": " + told());
  }
}
