package io.av4j.push.control;

import io.av4j.push.plan.Destination;
import io.av4j.push.status.PushEvent;

/** When publishers start and end, and what is told of them. Each decides itself how it connects. */
final class DestinationRules {
  private DestinationRules() {}

  static void take(Turn turn, Command command) {
    if (command instanceof Command.DestinationBecame became) {
      became(turn, became);
    } else if (command instanceof Command.DestinationTried tried) {
      DestinationLife life = turn.destinations.get(tried.destination());
      if (life != null) {
        turn.put(life.asTried());
      }
    } else if (command instanceof Command.AttemptFailed failed) {
      turn.publish(
          stamp ->
              new PushEvent.AttemptFailed(
                  stamp, failed.destination(), failed.attempt(), failed.fault(), failed.retryIn()));
    } else if (command instanceof Command.Recovered recovered) {
      turn.publish(
          stamp -> new PushEvent.Recovered(stamp, recovered.destination(), recovered.outage()));
    } else if (command instanceof Command.CongestionEnded ended) {
      turn.publish(
          stamp ->
              new PushEvent.CongestionEnded(
                  stamp, ended.destination(), ended.lasted(), ended.droppedFrames()));
    } else if (command instanceof Command.PublisherEnded ended) {
      ended(turn, ended.destination());
    }
  }

  private static void became(Turn turn, Command.DestinationBecame became) {
    DestinationLife life = turn.destinations.get(became.destination());
    if (life == null) {
      return;
    }
    turn.put(life.to(became.to()));
    turn.publish(
        stamp ->
            new PushEvent.DestinationChanged(
                stamp,
                life.name(),
                life.rendition(),
                became.from(),
                became.to(),
                became.attempt(),
                became.fault()));
  }

  private static void ended(Turn turn, String destination) {
    DestinationLife life = turn.destinations.get(destination);
    if (life == null) {
      return;
    }
    turn.put(life.withThread(DestinationLife.ThreadLife.ENDED).asTried());
    if (life.removed()) {
      forget(turn, life);
    }
  }

  /** Starts the publishers of a rendition that have not been started. */
  static void start(Turn turn, String rendition) {
    for (DestinationLife life : turn.destinationsOf(rendition)) {
      if (life.thread() == DestinationLife.ThreadLife.PLANNED && !life.removed()) {
        start(turn, life);
      }
    }
  }

  static void start(Turn turn, DestinationLife life) {
    turn.put(life.withThread(DestinationLife.ThreadLife.STARTED));
    turn.add(
        new Effect.StartPublisher(
            life.rendition(),
            life.destination(),
            life.enabled() ? Effect.Entry.CONNECTING : Effect.Entry.DISABLED));
  }

  /** A destination that is planned now; it starts when its rendition runs. */
  static void add(Turn turn, Destination destination, RenditionLife rendition) {
    DestinationLife life = DestinationLife.of(destination, rendition.name());
    turn.put(life);
    if (rendition.isRunning()) {
      start(turn, life);
    }
  }

  /** Ends a destination for good; it is forgotten when its thread has ended. */
  static void remove(Turn turn, DestinationLife life) {
    DestinationLife removed = life.asRemoved();
    turn.put(removed);
    if (removed.isRunning()) {
      tell(turn, removed, Effect.Order.END);
    } else {
      forget(turn, removed);
    }
  }

  private static void forget(Turn turn, DestinationLife life) {
    turn.removeDestination(life.name());
    turn.add(new Effect.RemovePublisher(life.name()));
    RenditionLife rendition = turn.renditions.get(life.rendition());
    boolean last =
        rendition != null
            && rendition.phase() == RenditionLife.Phase.REMOVED
            && turn.destinationsOf(life.rendition()).isEmpty();
    if (last) {
      turn.removeRendition(life.rendition());
      turn.add(new Effect.CloseRendition(life.rendition()));
    }
  }

  static void tell(Turn turn, DestinationLife life, Effect.Order order) {
    turn.add(new Effect.TellPublisher(life.name(), order));
  }

  /** Tells all publishers of a rendition that have not ended. */
  static void tellAll(Turn turn, String rendition, Effect.Order order) {
    for (DestinationLife life : turn.destinationsOf(rendition)) {
      if (life.isRunning()) {
        tell(turn, life, order);
      }
    }
  }
}
