package io.av4j.push.control;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushChange;
import io.av4j.push.status.DestinationState;

/**
 * What a running push does about changes of its destinations. Each is applied at once or refused.
 */
final class DestinationChanges {
  private DestinationChanges() {}

  private static DestinationLife destination(Turn turn, String name) {
    DestinationLife life = turn.destinations.get(name);
    if (life == null || life.removed()) {
      throw new IllegalArgumentException("no destination " + name);
    }
    return life;
  }

  static void requireNew(Turn turn, Destination destination) {
    if (turn.destinations.containsKey(destination.name())) {
      throw new IllegalArgumentException(
          "there is a destination " + destination.name() + " that has not ended");
    }
  }

  static void add(Turn turn, PushChange.AddDestination add) {
    RenditionLife life = ChangeRules.rendition(turn, add.rendition());
    ChangeRules.requireGoingOn(life);
    requireNew(turn, add.destination());
    RenditionLife planned = life.as(life.rendition().withDestination(add.destination()));
    turn.put(planned);
    turn.planRenditions();
    DestinationRules.add(turn, add.destination(), planned);
  }

  static void remove(Turn turn, String name) {
    DestinationLife life = destination(turn, name);
    RenditionLife rendition = ChangeRules.rendition(turn, life.rendition());
    if (rendition.rendition().destinations().size() == 1) {
      throw new IllegalStateException(
          name
              + " is the last destination of "
              + rendition.name()
              + "; remove that, or disable it");
    }
    turn.put(rendition.as(rendition.rendition().withoutDestination(name)));
    turn.planRenditions();
    DestinationRules.remove(turn, life);
  }

  static void enable(Turn turn, String name, boolean wanted) {
    DestinationLife life = destination(turn, name);
    ChangeRules.requireGoingOn(ChangeRules.rendition(turn, life.rendition()));
    DestinationLife next = life.asEnabled(wanted);
    turn.put(next);
    if (life.thread() == DestinationLife.ThreadLife.ENDED) {
      if (wanted) {
        DestinationRules.start(turn, next);
      }
    } else if (life.isRunning()) {
      DestinationRules.tell(turn, next, wanted ? Effect.Order.ENABLE : Effect.Order.DISABLE);
    }
  }

  static void retryNow(Turn turn, String name) {
    DestinationLife life = destination(turn, name);
    if (life.state() == DestinationState.DISABLED || life.state().isOver()) {
      throw new IllegalStateException(
          life.name() + " is " + life.state() + " and not tried; enable it");
    }
    if (life.isRunning()) {
      DestinationRules.tell(turn, life, Effect.Order.RETRY_NOW);
    }
  }
}
