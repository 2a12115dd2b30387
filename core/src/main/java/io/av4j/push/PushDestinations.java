package io.av4j.push;

import io.av4j.push.control.Effect;
import io.av4j.push.destination.Publisher;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.rendition.RenditionRunner;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import java.util.List;
import java.util.stream.Stream;

/**
 * The destinations of a push, as publishers of its renditions. Started and told by the control
 * thread; any may look.
 */
final class PushDestinations {
  private final PushRenditions renditions;

  PushDestinations(PushRenditions renditions) {
    this.renditions = renditions;
  }

  private Stream<Publisher> all() {
    return renditions.all().flatMap(one -> one.publishers().stream());
  }

  /** A new one connects or waits to be enabled; one that has failed begins another life. */
  void start(Effect.StartPublisher wanted) {
    RenditionRunner runner = renditions.runner(wanted.rendition());
    Publisher before = runner.publisher(wanted.destination().name()).orElse(null);
    if (before != null) {
      before.enable();
    } else if (wanted.entry() == Effect.Entry.DISABLED) {
      runner.addDisabled(wanted.destination());
    } else {
      runner.add(wanted.destination());
    }
  }

  void tell(Effect.TellPublisher order) {
    all()
        .filter(one -> one.name().equals(order.destination()))
        .forEach(one -> tell(one, order.order()));
  }

  private static void tell(Publisher publisher, Effect.Order order) {
    switch (order) {
      case END -> publisher.end();
      case END_CONNECTING -> publisher.endConnecting();
      case ABORT -> publisher.abort();
      case DISABLE -> publisher.disable();
      case ENABLE -> publisher.enable();
      case RETRY_NOW -> publisher.retryNow();
    }
  }

  void forget(String destination) {
    renditions.all().forEach(one -> one.remove(destination));
  }

  /** Whether all that the plan names and that are enabled have the stream. */
  boolean areLive(PushPlan plan) {
    int planned = plan.renditions().stream().mapToInt(one -> one.destinations().size()).sum();
    List<DestinationState> all = all().map(one -> one.status().state()).toList();
    List<DestinationState> wanted =
        all.stream().filter(state -> state != DestinationState.DISABLED).toList();
    return all.size() >= planned
        && !wanted.isEmpty()
        && wanted.stream().allMatch(DestinationState::isLive);
  }

  List<DestinationSnapshot> snapshots() {
    return all().map(one -> one.status().snapshot()).toList();
  }
}
