package io.av4j.push.control;

import io.av4j.push.destination.ReconnectPolicy;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.Rendition;
import io.av4j.push.status.ChangeOutcome;
import io.av4j.push.status.Fault;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One step of a {@link PushMachine} while it is worked out: its parts, which the rules change, and
 * the effects so far. Lives for one command.
 */
final class Turn {
  final long now;
  private final List<Effect> effects = new ArrayList<>();

  // The machine's parts; the rules of each kind change their own.
  PushPlan plan;
  PushState state;
  Ending ending;
  SourceLife source;
  Playlist playlist;
  ReconnectPolicy retry;
  Map<String, RenditionLife> renditions;
  Map<String, DestinationLife> destinations;
  PushMachine.Opening opening;
  Map<Long, PushSource.Media> slates;
  boolean filling;
  boolean broken;
  int sourcesOpened;
  int sourceFaults;
  private long tokens;

  Turn(PushMachine before, long now) {
    this.now = now;
    plan = before.plan();
    state = before.state();
    ending = before.ending();
    source = before.source();
    playlist = before.playlist();
    retry = before.retry();
    renditions = before.renditions();
    destinations = before.destinations();
    opening = before.opening();
    slates = before.slates();
    filling = before.filling();
    broken = before.broken();
    sourcesOpened = before.sourcesOpened();
    sourceFaults = before.sourceFaults();
    tokens = before.tokens();
  }

  void take(Command command) {
    if (command instanceof Command.Start) {
      BeginRules.start(this);
    } else if (command instanceof Command.Request request) {
      ChangeRules.requested(this, request.id(), request.change());
    } else if (command instanceof Command.Stop) {
      EndRules.stop(this);
    } else if (command instanceof Command.Abort) {
      EndRules.abort(this);
    } else if (command instanceof Command.Closed) {
      EndRules.closed(this);
    } else if (command instanceof Command.Broke broke) {
      EndRules.fail(this, broke.failure());
    } else if (command instanceof Command.Drained) {
      EndRules.drained(this);
    } else if (command instanceof Command.SlateLoaded loaded) {
      BeginRules.slateLoaded(this, loaded.request());
    } else if (command instanceof Command.SlateFailed failed) {
      BeginRules.slateFailed(this, failed.request(), failed.failure());
    } else if (command instanceof Command.FillerBegan) {
      filling = true;
    } else if (command instanceof Command.FillerEnded) {
      filling = false;
    } else if (!SourceRules.take(this, command) && !RenditionRules.take(this, command)) {
      DestinationRules.take(this, command);
    }
    BeginRules.goOn(this);
    SourceRules.goOn(this);
    EndRules.goOn(this);
    showState();
  }

  /** The state follows from the parts, until the end has begun. */
  private void showState() {
    if (ending.hasBegun() || !opening.begun()) {
      return;
    }
    // Where frames are decoded, the filler tells; between two sources of a playlist nothing does.
    boolean silent = filling || (broken && !plan.encodes());
    if (!silent && source.phase() == SourceLife.Phase.PLAYING) {
      become(PushState.RUNNING);
    } else if (silent || state == PushState.OPENING) {
      become(PushState.STALLED);
    }
  }

  /** Goes over to another state, and tells it. */
  void become(PushState next) {
    become(next, null);
  }

  /** Goes over to another state, and tells it with the reason. */
  void become(PushState next, @Nullable Failure why) {
    if (state != next) {
      PushState before = state;
      Fault fault = why == null ? null : why.fault();
      state = next;
      publish(stamp -> new PushEvent.StateChanged(stamp, before, next, fault));
    }
  }

  void publish(Function<PushEvent.Stamp, PushEvent> event) {
    effects.add(new Effect.Publish(event));
  }

  void add(Effect effect) {
    effects.add(effect);
  }

  void answer(long request, ChangeOutcome outcome) {
    if (request != 0) {
      effects.add(new Effect.Answer(request, outcome));
    }
  }

  void refuse(long request, RuntimeException reason) {
    if (request != 0) {
      effects.add(new Effect.Refuse(request, reason));
    }
  }

  long nextToken() {
    return ++tokens;
  }

  RenditionLife rendition(String name) {
    return Objects.requireNonNull(renditions.get(name), name);
  }

  // Maps are copied when they change: most commands change none.

  void put(RenditionLife life) {
    renditions = new LinkedHashMap<>(renditions);
    renditions.put(life.name(), life);
  }

  void put(DestinationLife life) {
    destinations = new LinkedHashMap<>(destinations);
    destinations.put(life.name(), life);
  }

  void removeRendition(String name) {
    renditions = new LinkedHashMap<>(renditions);
    renditions.remove(name);
  }

  void removeDestination(String name) {
    destinations = new LinkedHashMap<>(destinations);
    destinations.remove(name);
  }

  void putSlate(long request, PushSource.Media slate) {
    slates = new LinkedHashMap<>(slates);
    slates.put(request, slate);
  }

  PushSource.@Nullable Media removeSlate(long request) {
    PushSource.Media slate = slates.get(request);
    if (slate != null) {
      slates = new LinkedHashMap<>(slates);
      slates.remove(request);
    }
    return slate;
  }

  List<DestinationLife> destinationsOf(String rendition) {
    return destinations.values().stream().filter(one -> one.rendition().equals(rendition)).toList();
  }

  /** Brings the plan up to what the renditions are like now. */
  void planRenditions() {
    List<Rendition> all = new ArrayList<>();
    for (RenditionLife life : renditions.values()) {
      if (life.isPlanned()) {
        all.add(life.rendition());
      }
    }
    plan = plan.withRenditions(all);
  }

  Step step() {
    PushMachine next =
        new PushMachine(
            plan,
            state,
            ending,
            source,
            playlist,
            retry,
            renditions,
            destinations,
            opening,
            slates,
            filling,
            broken,
            sourcesOpened,
            sourceFaults,
            tokens);
    long deadline =
        Math.min(
            EndRules.deadline(this),
            Math.min(BeginRules.deadline(this), SourceRules.deadline(this)));
    return new Step(next, effects, deadline);
  }
}
