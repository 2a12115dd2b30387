package io.av4j.push.control;

import io.av4j.push.plan.PushChange;
import io.av4j.push.plan.PushSource;
import io.av4j.time.Rational;
import java.util.concurrent.TimeUnit;

/**
 * How a push begins: encoders open with what the first source or the slate is like, publishers try,
 * and the programme's time begins when it is clear who is connected, so that they get the very
 * first frame.
 */
final class BeginRules {
  /** The plan's slate is no request's. */
  static final long PLANNED_SLATE = 0;

  // A slate has no rate; fillers come less often than that anyway.
  private static final Rational SLATE_RATE = new Rational(25, 1);
  // A source that opens is worth waiting for: its frame rate is the better one to encode with.
  private static final long SOURCE_FIRST = TimeUnit.SECONDS.toNanos(1);
  // Who is late does not keep the others waiting for longer.
  private static final long LATECOMERS = TimeUnit.SECONDS.toNanos(1);

  private BeginRules() {}

  static void start(Turn turn) {
    PushSource.Media slate = turn.plan.slate();
    if (slate != null && turn.plan.encodes()) {
      turn.putSlate(PLANNED_SLATE, slate);
      turn.add(new Effect.LoadSlate(PLANNED_SLATE, slate));
    }
  }

  static void slateLoaded(Turn turn, long request) {
    PushSource.Media slate = turn.removeSlate(request);
    if (slate == null) {
      return;
    }
    turn.add(new Effect.ShowSlate(request));
    if (request != PLANNED_SLATE) {
      turn.plan = turn.plan.withSlate(slate);
      ChangeRules.applied(turn, request, new PushChange.ChangeSlate(slate));
    }
    PushMachine.Opening before = turn.opening;
    if (before.frameRate() == null && before.encodersBy() == Ending.NEVER) {
      turn.opening =
          new PushMachine.Opening(
              null, turn.now + SOURCE_FIRST, before.tryingSince(), before.begun());
    }
  }

  static void slateFailed(Turn turn, long request, Failure failure) {
    if (turn.removeSlate(request) == null) {
      return;
    }
    if (request == PLANNED_SLATE) {
      EndRules.fail(turn, failure);
    } else {
      turn.refuse(request, ChangeRules.reason(failure));
    }
  }

  /** The frame rate that encoders open with is known. */
  static void frameRate(Turn turn, Rational rate) {
    if (turn.opening.frameRate() == null) {
      PushMachine.Opening before = turn.opening;
      turn.opening =
          new PushMachine.Opening(rate, before.encodersBy(), before.tryingSince(), before.begun());
      RenditionRules.openEncoders(turn);
    }
  }

  static void goOn(Turn turn) {
    if (turn.ending.hasBegun() || turn.opening.begun()) {
      return;
    }
    boolean slateAlone =
        turn.now >= turn.opening.encodersBy()
            || (hasSlate(turn) && turn.source.phase() == SourceLife.Phase.PAUSED);
    if (slateAlone) {
      frameRate(turn, SLATE_RATE);
    }
    if (turn.opening.tryingSince() == Ending.NEVER && isReady(turn)) {
      turn.opening =
          new PushMachine.Opening(
              turn.opening.frameRate(), turn.opening.encodersBy(), turn.now, false);
    }
    if (turn.opening.tryingSince() != Ending.NEVER && (allTried(turn) || turn.now >= tryBy(turn))) {
      begin(turn);
    }
  }

  private static boolean hasSlate(Turn turn) {
    return turn.opening.encodersBy() != Ending.NEVER;
  }

  private static boolean isReady(Turn turn) {
    boolean media = turn.source.phase() == SourceLife.Phase.READY || hasSlate(turn);
    return media
        && turn.opening.frameRate() != null
        && turn.renditions.values().stream()
            .noneMatch(
                life -> !life.rendition().isCopy() && life.phase() == RenditionLife.Phase.WAITING);
  }

  private static boolean allTried(Turn turn) {
    return turn.destinations.values().stream().noneMatch(DestinationLife::isAwaited);
  }

  private static long tryBy(Turn turn) {
    boolean some =
        turn.destinations.values().stream().anyMatch(one -> one.isRunning() && one.tried());
    long longest = turn.plan.timing().connect().toNanos();
    return turn.opening.tryingSince() + (some ? Math.min(LATECOMERS, longest) : longest);
  }

  private static void begin(Turn turn) {
    PushMachine.Opening before = turn.opening;
    turn.opening =
        new PushMachine.Opening(
            before.frameRate(), before.encodersBy(), before.tryingSince(), true);
    turn.add(new Effect.Begin());
    SourceRules.play(turn);
  }

  static long deadline(Turn turn) {
    if (turn.ending.hasBegun() || turn.opening.begun()) {
      return Ending.NEVER;
    }
    long encoders = turn.opening.frameRate() == null ? turn.opening.encodersBy() : Ending.NEVER;
    return turn.opening.tryingSince() == Ending.NEVER ? encoders : Math.min(encoders, tryBy(turn));
  }
}
