package io.av4j.push.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.MediaIoException;
import io.av4j.UnsupportedMediaException;
import io.av4j.push.plan.PushChange;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushState;
import io.av4j.time.Rational;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Carries out the effects of a machine as a real push would, only by chance: what is opened opens
 * or fails, soon or late or never. Checks each effect against what may be at that moment.
 */
final class PushWorld {
  private static final Failure NETWORK = failure(new MediaIoException("gone"), FaultClass.NETWORK);
  private static final Failure FATAL =
      failure(new UnsupportedMediaException("no such thing"), FaultClass.FATAL);

  private final Random random;
  private PushMachine machine;
  private long now;
  private long deadline = Long.MAX_VALUE;
  private boolean over;

  // What is on its way to the machine.
  final List<Command> pending = new ArrayList<>();

  // What there is.
  private long source;
  private boolean playing;
  private final Map<Long, String> opening = new HashMap<>();
  private final Set<Long> open = new HashSet<>();
  private final Map<String, Long> used = new HashMap<>();
  private final Set<String> renditions = new HashSet<>();
  private final Map<String, DestinationState> publishers = new HashMap<>();
  private final Map<String, String> renditionOf = new HashMap<>();
  private final Set<Long> asked = new HashSet<>();
  private PushState state = PushState.OPENING;
  private long sequence;
  private long requests;

  PushWorld(PushPlan plan, Random random) {
    this.random = random;
    this.machine = PushMachine.of(plan, random.nextLong());
    plan.renditions().forEach(rendition -> renditions.add(rendition.name()));
  }

  private static Failure failure(RuntimeException e, FaultClass kind) {
    return new Failure(new Fault(kind, 0, "", String.valueOf(e.getMessage())), e);
  }

  Failure failure() {
    return random.nextBoolean() ? NETWORK : FATAL;
  }

  PushMachine machine() {
    return machine;
  }

  boolean isOver() {
    return over;
  }

  long nextRequest() {
    return ++requests;
  }

  String anyPublisher() {
    List<String> all = new ArrayList<>(publishers.keySet());
    return all.isEmpty() ? "nobody" : all.get(random.nextInt(all.size()));
  }

  DestinationState stateOf(String publisher) {
    return publishers.getOrDefault(publisher, DestinationState.CONNECTING);
  }

  /** Lets time pass, to the deadline or not quite. */
  void pass() {
    boolean there = deadline != Long.MAX_VALUE && random.nextInt(3) > 0;
    now = there ? Math.max(now, deadline) : now + random.nextInt(200_000_000);
    if (now >= deadline) {
      take(new Command.Tick());
    }
  }

  void take(Command command) {
    if (command instanceof Command.Request request) {
      asked.add(request.id());
    } else if (command instanceof Command.PublisherEnded ended) {
      publishers.remove(ended.destination());
    } else if (command instanceof Command.DestinationBecame became) {
      publishers.computeIfPresent(became.destination(), (name, before) -> became.to());
    } else if (command instanceof Command.SourceEnded ended && ended.token() == source) {
      source = 0;
      playing = false;
    }
    Step step = machine.on(command, now);
    machine = step.next();
    deadline = step.deadline();
    step.effects().forEach(effect -> carryOut(effect, command));
    if (machine.state() != state) {
      throw new AssertionError("told " + state + ", is " + machine.state());
    }
  }

  private void carryOut(Effect effect, Command command) {
    if (over) {
      assertThat(effect).as("after the end, at %s", command).isInstanceOf(Effect.Refuse.class);
    }
    if (effect instanceof Effect.Publish publish) {
      told(publish.event().apply(new PushEvent.Stamp("push", ++sequence, Instant.EPOCH)));
    } else if (effect instanceof Effect.Answer answer) {
      assertThat(asked.remove(answer.request())).as("answered once: %s", answer).isTrue();
    } else if (effect instanceof Effect.Refuse refuse) {
      assertThat(asked.remove(refuse.request())).as("refused once: %s", refuse).isTrue();
      assertThat(refuse.reason().getMessage()).isNotBlank();
    } else if (effect instanceof Effect.End) {
      over = true;
    } else if (!sourceDoes(effect) && !renditionDoes(effect)) {
      destinationDoes(effect);
    }
  }

  private void told(PushEvent event) {
    if (event instanceof PushEvent.StateChanged changed) {
      assertThat(changed.from()).isEqualTo(state);
      assertThat(changed.from().mayBecome(changed.to())).as(changed.text()).isTrue();
      state = changed.to();
    }
  }

  private boolean sourceDoes(Effect effect) {
    if (effect instanceof Effect.OpenSource opened) {
      assertThat(source).as("one source at a time").isZero();
      source = opened.token();
      pending.add(
          random.nextInt(4) > 0
              ? new Command.SourceOpened(source, "it", new Rational(25, 1))
              : new Command.SourceEnded(source, failure()));
    } else if (effect instanceof Effect.PlaySource played) {
      assertThat(played.token()).isEqualTo(source);
      assertThat(playing).isFalse();
      playing = true;
      pending.add(new Command.SourceEnded(source, random.nextInt(3) == 0 ? failure() : null));
    } else if (effect instanceof Effect.EndSource || effect instanceof Effect.CancelSource) {
      pending.add(new Command.SourceEnded(source, null));
    } else if (effect instanceof Effect.LoadSlate slate) {
      pending.add(
          random.nextInt(4) > 0
              ? new Command.SlateLoaded(slate.request())
              : new Command.SlateFailed(slate.request(), failure()));
    } else if (effect instanceof Effect.Drain) {
      pending.add(new Command.Drained());
    } else if (effect instanceof Effect.Close) {
      pending.add(new Command.Closed());
    } else {
      return false;
    }
    return true;
  }

  private boolean renditionDoes(Effect effect) {
    if (effect instanceof Effect.AddRendition add) {
      assertThat(renditions.add(add.rendition().name())).isTrue();
    } else if (effect instanceof Effect.OpenEncoder wanted) {
      assertThat(renditions).contains(wanted.rendition().name());
      opening.put(wanted.token(), wanted.rendition().name());
      String name = wanted.rendition().name();
      pending.add(
          random.nextInt(8) > 0
              ? new Command.EncoderOpened(
                  name, wanted.token(), "x", random.nextBoolean(), List.of())
              : new Command.EncoderFailed(name, wanted.token(), failure()));
      open.add(wanted.token());
    } else if (effect instanceof Effect.UseEncoder use) {
      assertThat(opening.remove(use.token())).isEqualTo(use.rendition());
      used.put(use.rendition(), use.token());
    } else if (effect instanceof Effect.DropEncoder drop) {
      assertThat(used)
          .as("what is used is not dropped")
          .doesNotContainEntry(drop.rendition(), drop.token());
      opening.remove(drop.token());
    } else if (effect instanceof Effect.SetBitRate set) {
      assertThat(used).containsKey(set.rendition());
    } else if (effect instanceof Effect.CloseRendition close) {
      assertThat(renditions.remove(close.rendition())).isTrue();
      assertThat(renditionOf)
          .as("publishers end before their rendition")
          .doesNotContainValue(close.rendition());
    } else {
      return false;
    }
    return true;
  }

  private void destinationDoes(Effect effect) {
    if (effect instanceof Effect.StartPublisher start) {
      String name = start.destination().name();
      assertThat(renditions).contains(start.rendition());
      assertThat(publishers.putIfAbsent(name, DestinationState.CONNECTING)).isNull();
      renditionOf.put(name, start.rendition());
      pending.add(new Command.DestinationTried(name));
    } else if (effect instanceof Effect.TellPublisher tell) {
      assertThat(publishers).containsKey(tell.destination());
      if (tell.order() == Effect.Order.END || tell.order() == Effect.Order.ABORT) {
        pending.add(new Command.PublisherEnded(tell.destination()));
      }
    } else if (effect instanceof Effect.RemovePublisher remove) {
      assertThat(publishers).doesNotContainKey(remove.destination());
      renditionOf.remove(remove.destination());
    }
  }

  /** Everything that is on its way arrives, and the push is aborted: it has to come to its end. */
  void finish() {
    take(new Command.Abort());
    for (int i = 0; !over && i < 1000; i++) {
      if (pending.isEmpty()) {
        now = Math.max(now, deadline == Long.MAX_VALUE ? now : deadline);
        take(new Command.Tick());
      } else {
        take(pending.remove(0));
      }
    }
    assertThat(over).as("%s has come to its end", machine).isTrue();
    assertThat(state.isOver()).isTrue();
    assertThat(asked).as("all requests were answered").isEmpty();
    long late = nextRequest();
    take(new Command.Request(late, new PushChange.RetryNow("late")));
    assertThat(asked).isEmpty();
  }

  static Duration someTime(Random random) {
    return Duration.ofMillis(random.nextInt(5000));
  }
}
