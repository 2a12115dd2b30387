package io.av4j.push.control;

import io.av4j.MediaException;
import io.av4j.push.plan.PushChange;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.Rendition;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.ChangeOutcome;
import io.av4j.push.status.PushEvent;

/** What a running push does about a change that is wanted. Each request is answered once. */
final class ChangeRules {
  private ChangeRules() {}

  static void requested(Turn turn, long request, PushChange change) {
    try {
      if (turn.ending.hasBegun()) {
        throw new IllegalStateException(turn.plan.name() + " is ending, nothing can be changed");
      }
      if (apply(turn, request, change)) {
        applied(turn, request, change);
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      turn.refuse(request, e);
    }
  }

  static void applied(Turn turn, long request, PushChange change) {
    applied(turn, request, change, ChangeOutcome.AT_ONCE);
  }

  static void applied(Turn turn, long request, PushChange change, ChangeOutcome outcome) {
    if (request != 0) {
      turn.publish(stamp -> new PushEvent.Changed(stamp, change, outcome));
      turn.answer(request, outcome);
    }
  }

  /** What a caller gets thrown for a failure that happened on another thread. */
  static RuntimeException reason(Failure failure) {
    return failure.thrown() instanceof RuntimeException e
        ? e
        : new MediaException(failure.fault().describe());
  }

  /** Whether it is done with; else it is answered later. */
  private static boolean apply(Turn turn, long request, PushChange change) {
    if (change instanceof PushChange.AddDestination add) {
      DestinationChanges.add(turn, add);
    } else if (change instanceof PushChange.RemoveDestination remove) {
      DestinationChanges.remove(turn, remove.destination());
    } else if (change instanceof PushChange.DisableDestination disable) {
      DestinationChanges.enable(turn, disable.destination(), false);
    } else if (change instanceof PushChange.EnableDestination enable) {
      DestinationChanges.enable(turn, enable.destination(), true);
    } else if (change instanceof PushChange.RetryNow retry) {
      DestinationChanges.retryNow(turn, retry.destination());
    } else if (change instanceof PushChange.AddRendition add) {
      return addRendition(turn, request, add.rendition());
    } else if (change instanceof PushChange.RemoveRendition remove) {
      removeRendition(turn, rendition(turn, remove.rendition()));
    } else if (change instanceof PushChange.ChangeSlate slate) {
      return changeSlate(turn, request, slate);
    } else if (change instanceof PushChange.ChangeSources sources) {
      SourceRules.change(turn, sources.sources(), sources.rounds());
    } else if (change instanceof PushChange.ChangeBitRate rate) {
      changeBitRate(turn, rendition(turn, rate.rendition()), rate.bitsPerSecond());
    } else if (change instanceof PushChange.ChangeEncoding encoding) {
      return changeEncoding(
          turn, request, rendition(turn, encoding.rendition()), encoding.encoding());
    } else if (change instanceof PushChange.ChangeFilter filter) {
      changeFilter(turn, filter);
    }
    return true;
  }

  static RenditionLife rendition(Turn turn, String name) {
    RenditionLife life = turn.renditions.get(name);
    if (life == null || life.phase() == RenditionLife.Phase.REMOVED) {
      throw new IllegalArgumentException("no rendition " + name);
    }
    return life;
  }

  static void requireGoingOn(RenditionLife life) {
    if (life.phase() == RenditionLife.Phase.FAILED) {
      throw new IllegalStateException(life.name() + " has failed");
    }
  }

  private static boolean addRendition(Turn turn, long request, Rendition rendition) {
    if (turn.renditions.containsKey(rendition.name())) {
      throw new IllegalArgumentException(
          "there is a rendition " + rendition.name() + " that has not ended");
    }
    rendition
        .destinations()
        .forEach(destination -> DestinationChanges.requireNew(turn, destination));
    VideoEncoding encoding = rendition.encoding();
    if (encoding != null && !turn.plan.encodes()) {
      throw new IllegalStateException(
          turn.plan.name() + " decodes nothing; an encoded rendition has to be in its plan");
    }
    RenditionLife life = RenditionLife.of(rendition);
    turn.put(life);
    turn.add(new Effect.AddRendition(rendition));
    rendition.destinations().forEach(destination -> DestinationRules.add(turn, destination, life));
    if (encoding != null && turn.opening.frameRate() != null) {
      RenditionRules.openEncoder(turn, life, encoding, request);
      return false;
    }
    // An encoder opens with the others, when the media is known.
    turn.planRenditions();
    if (encoding == null && turn.source.phase() == SourceLife.Phase.PLAYING) {
      RenditionRules.startCopies(turn);
    }
    return true;
  }

  private static void removeRendition(Turn turn, RenditionLife life) {
    if (turn.plan.renditions().size() == 1) {
      throw new IllegalStateException(life.name() + " is the last rendition; stop the push");
    }
    RenditionLife.Opening opening = life.opening();
    if (opening != null) {
      turn.refuse(
          opening.request(), new IllegalStateException(life.name() + " was removed meanwhile"));
    }
    turn.put(life.opening(null).to(RenditionLife.Phase.REMOVED));
    turn.planRenditions();
    turn.add(new Effect.StopEncoding(life.name()));
    turn.destinationsOf(life.name()).forEach(one -> DestinationRules.remove(turn, one));
  }

  private static boolean changeSlate(Turn turn, long request, PushChange.ChangeSlate change) {
    PushSource.Media slate = change.slate();
    if (!turn.plan.encodes()) {
      throw new IllegalStateException(turn.plan.name() + " encodes nothing, so it shows no slate");
    }
    if (slate == null) {
      turn.plan = turn.plan.withSlate(null);
      turn.add(new Effect.ShowSlate(null));
      return true;
    }
    turn.putSlate(request, slate);
    turn.add(new Effect.LoadSlate(request, slate));
    return false;
  }

  private static void changeBitRate(Turn turn, RenditionLife life, long bitsPerSecond) {
    VideoEncoding encoding = life.rendition().encoding();
    if (encoding == null || !life.isRunning() || !life.canChangeBitRate()) {
      throw new IllegalStateException(
          life.name() + " has no encoder that can change its bit rate; change its encoding");
    }
    turn.put(life.as(life.rendition().withEncoding(encoding.withBitsPerSecond(bitsPerSecond))));
    turn.planRenditions();
    turn.add(new Effect.SetBitRate(life.name(), bitsPerSecond));
  }

  private static boolean changeEncoding(
      Turn turn, long request, RenditionLife life, VideoEncoding encoding) {
    if (life.rendition().isCopy()) {
      throw new IllegalArgumentException(life.name() + " is not encoded");
    }
    requireGoingOn(life);
    if (life.opening() != null) {
      throw new IllegalStateException("an encoder of " + life.name() + " is being opened");
    }
    if (!life.isRunning()) {
      turn.put(life.as(life.rendition().withEncoding(encoding)));
      turn.planRenditions();
      return true;
    }
    RenditionRules.openEncoder(turn, life, encoding, request);
    return false;
  }

  private static void changeFilter(Turn turn, PushChange.ChangeFilter change) {
    String name = change.rendition();
    if (!turn.plan.encodes()) {
      throw new IllegalStateException(turn.plan.name() + " encodes nothing to be filtered");
    }
    if (name == null) {
      turn.plan = turn.plan.withFilter(change.filter());
    } else {
      RenditionLife life = rendition(turn, name);
      requireGoingOn(life);
      turn.put(life.as(life.rendition().withFilter(change.filter())));
      turn.planRenditions();
    }
    turn.add(new Effect.SetFilter(name, change.filter()));
  }
}
