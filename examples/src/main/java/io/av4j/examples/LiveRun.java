package io.av4j.examples;

import io.av4j.push.LivePush;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushSnapshot;
import io.av4j.push.status.PushState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What came of one live push.
 *
 * @param last the push at its end
 * @param untilLive after which time each destination was live, of those that were
 * @param stopped whether Ctrl-C ended it
 * @param failure what made it fail, or null
 */
record LiveRun(
    PushSnapshot last,
    Map<String, Duration> untilLive,
    boolean stopped,
    @Nullable RuntimeException failure) {
  private static final Duration GLANCE = Duration.ofMillis(500);

  /** Plays the plan to its end or to Ctrl-C, shown meanwhile. */
  static LiveRun of(PushPlan plan, LiveView view, StopSignal stop) {
    Map<String, Duration> untilLive = new ConcurrentHashMap<>();
    Repeats repeats = new Repeats();
    Instant start = Instant.now();
    Consumer<PushEvent> listener =
        event -> {
          if (event instanceof PushEvent.DestinationChanged changed && changed.to().isLive()) {
            untilLive.putIfAbsent(
                changed.destination(), Duration.between(start, event.stamp().at()));
          }
          if (!repeats.has(event)) {
            view.event(event);
          }
        };
    try (LivePush push = LivePush.start(plan, listener)) {
      RuntimeException failure = null;
      try {
        while (!push.awaitEnd(GLANCE)) {
          view.show(push.snapshot());
          if (stop.isStopping()) {
            push.stop();
          }
        }
      } catch (RuntimeException e) {
        if (!push.state().isOver()) {
          throw e;
        }
        failure = e;
      }
      PushSnapshot last = push.snapshot();
      view.end(last);
      return new LiveRun(last, untilLive, stop.isStopping(), failure);
    }
  }

  /** Whether all was played and each of these destinations got some of it and was not given up. */
  boolean isWhole(Predicate<DestinationSnapshot> which) {
    return last.state() == PushState.STOPPED
        && !stopped
        && last.destinations().stream().filter(which).noneMatch(LiveRun::isBad);
  }

  private static boolean isBad(DestinationSnapshot one) {
    return one.bytes() == 0 || one.state() == DestinationState.FAILED;
  }

  /** What is wrong, a line each; where none of these destinations knows, the push's own reason. */
  List<String> problems(Predicate<DestinationSnapshot> which) {
    List<DestinationSnapshot> bad =
        last.destinations().stream().filter(which).filter(LiveRun::isBad).toList();
    List<String> lines = new ArrayList<>();
    if (failure != null && bad.stream().allMatch(one -> one.lastFault() == null)) {
      lines.add(failure.getMessage() == null ? failure.toString() : failure.getMessage());
    } else {
      bad.forEach(one -> lines.add(problem(one)));
    }
    return lines.stream().map(LiveText::plain).toList();
  }

  private static String problem(DestinationSnapshot bad) {
    Fault why = bad.lastFault();
    return bad.name()
        + (bad.bytes() == 0 ? " got nothing" : " was given up")
        + (why == null ? "" : ": " + why.describe());
  }
}
