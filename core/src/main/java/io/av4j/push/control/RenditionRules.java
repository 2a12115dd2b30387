package io.av4j.push.control;

import io.av4j.push.plan.PushChange;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.ChangeOutcome;
import io.av4j.push.status.PushEvent;
import io.av4j.time.Rational;
import java.util.Objects;

/** When encoders open, are used and are given up, and what that means for their destinations. */
final class RenditionRules {
  private RenditionRules() {}

  static boolean take(Turn turn, Command command) {
    if (command instanceof Command.EncoderOpened opened) {
      opened(turn, opened);
    } else if (command instanceof Command.EncoderFailed failed) {
      failed(turn, failed);
    } else if (command instanceof Command.AudioEncoderFailed failed) {
      turn.publish(stamp -> new PushEvent.AudioEncoderFailed(stamp, failed.failure().fault()));
      turn.add(new Effect.DropAudio());
    } else if (command instanceof Command.FilterFailed failed) {
      turn.publish(stamp -> new PushEvent.FilterFailed(stamp, failed.rendition(), failed.fault()));
    } else if (command instanceof Command.FrameRefused refused) {
      turn.publish(stamp -> new PushEvent.FrameRefused(stamp, refused.fault()));
    } else if (command instanceof Command.BitRateChanged changed) {
      turn.publish(
          stamp ->
              new PushEvent.BitRateChanged(
                  stamp, changed.rendition(), changed.from(), changed.to()));
    } else {
      return false;
    }
    return true;
  }

  /** Opens the encoders of all renditions that wait for one. */
  static void openEncoders(Turn turn) {
    for (RenditionLife life : turn.renditions.values().toArray(RenditionLife[]::new)) {
      VideoEncoding encoding = life.rendition().encoding();
      boolean waits = life.phase() == RenditionLife.Phase.WAITING && life.opening() == null;
      if (waits && encoding != null) {
        openEncoder(turn, life, encoding, 0);
      }
    }
  }

  /** Opens an encoder for a rendition, beside the one in use where there is one. */
  static void openEncoder(Turn turn, RenditionLife life, VideoEncoding encoding, long request) {
    Rational rate = turn.opening.frameRate();
    long token = turn.nextToken();
    turn.put(
        life.opening(
            new RenditionLife.Opening(token, encoding, life.rendition().filter(), request)));
    turn.add(
        new Effect.OpenEncoder(
            life.rendition(), token, encoding, rate == null ? Rational.UNSET : rate));
  }

  private static void opened(Turn turn, Command.EncoderOpened opened) {
    RenditionLife life = turn.renditions.get(opened.rendition());
    RenditionLife.Opening wanted = life == null ? null : life.opening();
    boolean isWanted = wanted != null && wanted.token() == opened.token();
    if (life == null || wanted == null || !isWanted || turn.ending.hasBegun()) {
      turn.add(new Effect.DropEncoder(opened.rendition(), opened.token()));
      return;
    }
    for (Command.Replacement one : opened.replacements()) {
      turn.publish(
          stamp ->
              new PushEvent.EncoderReplaced(stamp, life.name(), one.from(), one.to(), one.fault()));
    }
    turn.publish(stamp -> new PushEvent.EncoderOpened(stamp, life.name(), opened.encoder()));
    turn.add(new Effect.UseEncoder(life.name(), opened.token()));
    if (!Objects.equals(wanted.filter(), life.rendition().filter())) {
      // It was changed while the encoder opened.
      turn.add(new Effect.SetFilter(life.name(), life.rendition().filter()));
    }
    boolean before = life.isRunning();
    turn.put(
        life.as(life.rendition().withEncoding(wanted.encoding()))
            .running(opened.token(), opened.canChangeBitRate()));
    turn.planRenditions();
    if (before) {
      ChangeRules.applied(
          turn,
          wanted.request(),
          new PushChange.ChangeEncoding(life.name(), wanted.encoding()),
          ChangeOutcome.BY_RECONNECT);
    } else {
      DestinationRules.start(turn, life.name());
      ChangeRules.applied(
          turn,
          wanted.request(),
          new PushChange.AddRendition(turn.rendition(life.name()).rendition()));
    }
  }

  private static void failed(Turn turn, Command.EncoderFailed failed) {
    RenditionLife life = turn.renditions.get(failed.rendition());
    if (life == null || turn.ending.hasBegun()) {
      return;
    }
    RenditionLife.Opening wanted = life.opening();
    if (wanted != null && wanted.token() == failed.token()) {
      didNotOpen(turn, life, wanted, failed.failure());
    } else if (life.token() == failed.token() && life.isRunning()) {
      broke(turn, life, failed.failure());
    }
  }

  private static void didNotOpen(
      Turn turn, RenditionLife life, RenditionLife.Opening wanted, Failure failure) {
    turn.put(life.opening(null));
    turn.add(new Effect.DropEncoder(life.name(), wanted.token()));
    turn.refuse(wanted.request(), ChangeRules.reason(failure));
    if (life.phase() != RenditionLife.Phase.WAITING) {
      return;
    }
    if (wanted.request() != 0) {
      turn.removeRendition(life.name());
      turn.destinationsOf(life.name()).forEach(one -> turn.removeDestination(one.name()));
      turn.add(new Effect.CloseRendition(life.name()));
      turn.planRenditions();
      return;
    }
    // A plan that cannot be carried out as a whole is wrong, and better known at once.
    turn.publish(stamp -> new PushEvent.EncoderFailed(stamp, life.name(), failure.fault()));
    EndRules.fail(turn, failure);
  }

  private static void broke(Turn turn, RenditionLife life, Failure failure) {
    RenditionLife.Opening beside = life.opening();
    if (beside != null) {
      turn.refuse(beside.request(), ChangeRules.reason(failure));
    }
    turn.put(life.opening(null).to(RenditionLife.Phase.FAILED));
    turn.publish(stamp -> new PushEvent.EncoderFailed(stamp, life.name(), failure.fault()));
    turn.add(new Effect.FailRendition(life.name()));
    DestinationRules.tellAll(turn, life.name(), Effect.Order.END);
    boolean noneLeft =
        turn.renditions.values().stream()
            .allMatch(
                one ->
                    one.phase() == RenditionLife.Phase.FAILED
                        || one.phase() == RenditionLife.Phase.REMOVED);
    if (noneLeft) {
      EndRules.fail(turn, failure);
    }
  }

  /** The source's streams are known: what is sent as it is can be connected. */
  static void startCopies(Turn turn) {
    for (RenditionLife life : turn.renditions.values().toArray(RenditionLife[]::new)) {
      if (life.rendition().isCopy() && life.phase() == RenditionLife.Phase.WAITING) {
        turn.put(life.running(0, false));
        DestinationRules.start(turn, life.name());
      }
    }
  }
}
