package io.av4j.push.control;

import io.av4j.push.status.DestinationState;
import io.av4j.push.status.PushState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a push ends: what is on its way is written, within the plan's bound; then all is freed. */
final class EndRules {
  // Aborting what is late is to be within the bound of a stop too.
  private static final long ABORT = TimeUnit.MILLISECONDS.toNanos(300);
  // A destination that is not connected by then gets nothing.
  private static final long CONNECTING = TimeUnit.SECONDS.toNanos(1);
  // A thread inside a native call that FFmpeg does not ask whether to end; it frees on its way out.
  private static final long CLOSE = TimeUnit.SECONDS.toNanos(10);

  private EndRules() {}

  /** All is played. */
  static void finish(Turn turn) {
    begin(turn, false, null);
  }

  static void stop(Turn turn) {
    begin(turn, true, null);
  }

  static void fail(Turn turn, Failure failure) {
    begin(turn, false, failure);
  }

  static void abort(Turn turn) {
    begin(turn, true, null);
    if (turn.ending.isBefore(Ending.Stage.ABORT)) {
      abortNow(turn);
    }
  }

  private static void begin(Turn turn, boolean asked, @Nullable Failure failure) {
    Ending before = turn.ending;
    if (before.hasBegun()) {
      // What was asked for cannot fail any more; what has failed stays so.
      boolean fails = before.failure() == null && !before.asked() && !asked;
      turn.ending =
          new Ending(
              before.stage(),
              before.asked() || asked,
              fails ? failure : before.failure(),
              before.stageBy(),
              before.cutBy(),
              before.abortBy());
      return;
    }
    long abortBy = turn.now + Math.max(0, turn.plan.timing().stop().toNanos() - ABORT);
    turn.ending = new Ending(Ending.Stage.SOURCE, asked, failure, abortBy, Ending.NEVER, abortBy);
    turn.become(PushState.STOPPING, failure);
    refusePending(turn);
    SourceRules.end(turn);
  }

  private static void refusePending(Turn turn) {
    IllegalStateException reason =
        new IllegalStateException(turn.plan.name() + " ended before the change was made");
    for (RenditionLife life : List.copyOf(turn.renditions.values())) {
      RenditionLife.Opening opening = life.opening();
      if (opening != null) {
        turn.refuse(opening.request(), reason);
        turn.put(life.opening(null));
      }
    }
    turn.slates.keySet().forEach(request -> turn.refuse(request, reason));
    turn.slates = Map.of();
  }

  static void drained(Turn turn) {
    if (turn.ending.stage() == Ending.Stage.DRAIN) {
      flush(turn);
    }
  }

  static void closed(Turn turn) {
    if (turn.ending.stage() != Ending.Stage.CLOSE) {
      return;
    }
    boolean failed =
        turn.ending.failure() != null || (!turn.ending.asked() && everyRenditionIsDead(turn));
    turn.ending = turn.ending.to(Ending.Stage.OVER, Ending.NEVER);
    turn.become(failed ? PushState.FAILED : PushState.STOPPED, turn.ending.failure());
    turn.add(new Effect.End());
  }

  static void goOn(Turn turn) {
    if (!turn.ending.hasBegun() && isOver(turn)) {
      finish(turn);
    }
    if (turn.ending.stage() == Ending.Stage.SOURCE && !turn.source.isOpen()) {
      drain(turn);
    }
    if (turn.ending.stage() == Ending.Stage.DRAIN && turn.now >= turn.ending.stageBy()) {
      flush(turn);
    }
    if (turn.ending.stage() == Ending.Stage.FLUSH && turn.now >= turn.ending.cutBy()) {
      Ending before = turn.ending;
      turn.ending =
          new Ending(
              before.stage(),
              before.asked(),
              before.failure(),
              before.stageBy(),
              Ending.NEVER,
              before.abortBy());
      tellAll(turn, Effect.Order.END_CONNECTING);
    }
    if (turn.ending.stage() == Ending.Stage.FLUSH && noneRuns(turn)) {
      close(turn);
    }
    boolean late = turn.ending.hasBegun() && turn.now >= turn.ending.abortBy();
    if (late && turn.ending.isBefore(Ending.Stage.ABORT)) {
      abortNow(turn);
    }
    boolean aborted = turn.now >= turn.ending.stageBy() || noneRuns(turn);
    if (turn.ending.stage() == Ending.Stage.ABORT && aborted) {
      close(turn);
    }
    if (turn.ending.stage() == Ending.Stage.CLOSE && turn.now >= turn.ending.stageBy()) {
      closed(turn);
    }
  }

  private static void drain(Turn turn) {
    boolean encoders = turn.plan.encodes() && turn.opening.frameRate() != null;
    if (!encoders) {
      flush(turn);
      return;
    }
    long by = turn.now + turn.plan.timing().write().toNanos();
    turn.ending = turn.ending.to(Ending.Stage.DRAIN, Math.min(by, turn.ending.abortBy()));
    turn.add(new Effect.Drain());
  }

  private static void flush(Turn turn) {
    Ending before = turn.ending;
    turn.ending =
        new Ending(
            Ending.Stage.FLUSH,
            before.asked(),
            before.failure(),
            before.abortBy(),
            turn.now + CONNECTING,
            before.abortBy());
    tellAll(turn, Effect.Order.END);
  }

  private static void abortNow(Turn turn) {
    turn.ending = turn.ending.to(Ending.Stage.ABORT, turn.now + ABORT);
    turn.add(new Effect.CancelSource());
    tellAll(turn, Effect.Order.ABORT);
  }

  private static void close(Turn turn) {
    turn.ending = turn.ending.to(Ending.Stage.CLOSE, turn.now + CLOSE);
    turn.add(new Effect.Close());
  }

  private static void tellAll(Turn turn, Effect.Order order) {
    turn.renditions.keySet().forEach(name -> DestinationRules.tellAll(turn, name, order));
  }

  private static boolean noneRuns(Turn turn) {
    return turn.destinations.values().stream().noneMatch(DestinationLife::isRunning);
  }

  /** Whether no rendition can bring anything anywhere any more. */
  private static boolean isOver(Turn turn) {
    return turn.renditions.values().stream()
        .filter(life -> life.phase() != RenditionLife.Phase.REMOVED)
        .allMatch(
            life ->
                life.phase() == RenditionLife.Phase.FAILED
                    || (life.isRunning()
                        && turn.destinationsOf(life.name()).stream()
                            .filter(one -> !one.removed())
                            .allMatch(one -> one.state().isOver())));
  }

  private static boolean everyRenditionIsDead(Turn turn) {
    return turn.renditions.values().stream()
        .filter(life -> life.phase() != RenditionLife.Phase.REMOVED)
        .allMatch(
            life ->
                life.phase() == RenditionLife.Phase.FAILED
                    || turn.destinationsOf(life.name()).stream()
                        .allMatch(one -> one.state() == DestinationState.FAILED));
  }

  static long deadline(Turn turn) {
    return switch (turn.ending.stage()) {
      case NONE, OVER -> Ending.NEVER;
      case SOURCE -> turn.ending.abortBy();
      case DRAIN -> Math.min(turn.ending.stageBy(), turn.ending.abortBy());
      case FLUSH -> Math.min(turn.ending.cutBy(), turn.ending.abortBy());
      case ABORT, CLOSE -> turn.ending.stageBy();
    };
  }
}
