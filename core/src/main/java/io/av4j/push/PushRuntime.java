package io.av4j.push;

import io.av4j.clock.NanoClock;
import io.av4j.push.control.Command;
import io.av4j.push.control.ControlThread;
import io.av4j.push.control.Effect;
import io.av4j.push.control.EventLog;
import io.av4j.push.control.Failure;
import io.av4j.push.control.PushControl;
import io.av4j.push.control.PushMachine;
import io.av4j.push.plan.PushChange;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.programme.Mixer;
import io.av4j.push.source.SourceRunner;
import io.av4j.push.status.ChangeOutcome;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushSnapshot;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one push, made and joined: carries out what its control decides, and passes on what
 * the parts tell.
 */
final class PushRuntime {
  private final PushPlan plan;
  private final Runnable afterEnd;
  private final NanoClock clock;
  private final long start;
  private final EventLog events;
  private final PushControl control;
  private final @Nullable Mixer mixer;
  private final PushProgramme programme;
  private final PushRenditions renditions;
  private final PushDestinations destinations;
  private final PushSlates slates;
  private final SourceRunner source;

  private final PushAnswers answers;
  private final PushWaiters waiters;

  PushRuntime(
      PushPlan plan, @Nullable Consumer<PushEvent> listener, Runnable afterEnd, NanoClock clock) {
    this.plan = plan;
    this.afterEnd = afterEnd;
    this.clock = clock;
    this.start = clock.nanoTime();
    this.events = new EventLog(plan.name(), listener);
    this.waiters = new PushWaiters(plan.name(), clock);
    PushMachine machine = PushMachine.of(plan, new SplittableRandom().nextLong());
    this.control = new PushControl(machine, clock, this::carryOut, waiters::stepped);
    this.answers = new PushAnswers(control::tell);
    PushReports reports = new PushReports(control::tell);
    this.mixer =
        plan.encodes() ? Mixer.start(plan.name(), plan.timing().silence(), clock, reports) : null;
    this.programme = new PushProgramme(mixer);
    this.renditions = new PushRenditions(plan, clock, reports, programme, mixer);
    this.destinations = new PushDestinations(renditions);
    if (plan.filter() != null) {
      renditions.filter(null, plan.filter());
    }
    this.slates = new PushSlates(plan.name(), control::tell);
    this.source = startSource(reports);
  }

  private SourceRunner startSource(PushReports reports) {
    try {
      return SourceRunner.start(plan.name(), plan.timing(), programme, reports, clock);
    } catch (RuntimeException | Error e) {
      // The machine gives no more threads.
      CompletableFuture<Void> unused = programme.breakOff();
      throw e;
    }
  }

  /** Begins; where that fails, nothing is left. */
  void start() {
    try {
      ControlThread.hold();
      control.tell(new Command.Start());
    } catch (RuntimeException | Error e) {
      source.close();
      CompletableFuture<Void> unused = programme.breakOff();
      throw e;
    }
  }

  PushMachine machine() {
    return control.machine();
  }

  /** On the control thread. */
  private void carryOut(Effect effect) {
    if (effect instanceof Effect.Publish publish) {
      events.publish(publish.event());
    } else if (effect instanceof Effect.OpenSource open) {
      source.open(open.token(), open.source());
    } else if (effect instanceof Effect.PlaySource play) {
      source.play(play.token());
    } else if (effect instanceof Effect.EndSource) {
      source.end();
    } else if (effect instanceof Effect.CancelSource) {
      source.cancel();
    } else if (effect instanceof Effect.Answer answer) {
      answers.give(answer);
    } else if (effect instanceof Effect.Refuse refuse) {
      answers.give(refuse);
    } else if (effect instanceof Effect.Close) {
      close();
    } else if (effect instanceof Effect.End) {
      end();
    } else if (!programmeDoes(effect)) {
      renditionsDo(effect);
    }
  }

  private boolean programmeDoes(Effect effect) {
    if (effect instanceof Effect.LoadSlate load) {
      slates.load(load.request(), load.slate());
    } else if (effect instanceof Effect.ShowSlate show) {
      Long request = show.request();
      programme.slate(request == null ? null : slates.take(request));
    } else if (effect instanceof Effect.Begin) {
      programme.begin();
    } else if (effect instanceof Effect.Drain) {
      programme.finish();
    } else {
      return false;
    }
    return true;
  }

  private void renditionsDo(Effect effect) {
    if (effect instanceof Effect.AddRendition add) {
      renditions.add(add.rendition());
    } else if (effect instanceof Effect.OpenEncoder open) {
      renditions.open(open);
    } else if (effect instanceof Effect.UseEncoder use) {
      renditions.use(use.rendition(), use.token());
    } else if (effect instanceof Effect.DropEncoder drop) {
      renditions.drop(drop.token());
    } else if (effect instanceof Effect.SetBitRate rate) {
      renditions.changeBitRate(rate.rendition(), rate.bitsPerSecond());
    } else if (effect instanceof Effect.SetFilter filter) {
      renditions.filter(filter.rendition(), filter.filter());
    } else if (effect instanceof Effect.DropAudio) {
      renditions.dropAudio();
    } else if (effect instanceof Effect.FailRendition failed) {
      renditions.fail(failed.rendition());
    } else if (effect instanceof Effect.StopEncoding stop) {
      renditions.stopEncoding(stop.rendition());
    } else if (effect instanceof Effect.CloseRendition close) {
      renditions.close(close.rendition());
    } else if (effect instanceof Effect.StartPublisher begin) {
      destinations.start(begin);
    } else if (effect instanceof Effect.TellPublisher tell) {
      destinations.tell(tell);
    } else if (effect instanceof Effect.RemovePublisher remove) {
      destinations.forget(remove.destination());
    }
  }

  /** Ends all threads; the last one to end tells. */
  private void close() {
    slates.close();
    source.close();
    CompletableFuture<Void> mixed = programme.breakOff();
    CompletableFuture<Void> encoded = renditions.close();
    CompletableFuture<Void> played = source.ended().thenRun(programme::close);
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(slates.ended(), played, mixed, encoded)
            .thenRun(() -> control.tell(new Command.Closed()));
  }

  private void end() {
    events.close();
    try {
      afterEnd.run();
    } finally {
      ControlThread.letGo();
      waiters.end();
    }
  }

  // What other threads ask and wait for.

  PushWaiters waiters() {
    return waiters;
  }

  @Nullable Throwable failure() {
    Failure failure = machine().failure();
    return failure == null ? null : failure.thrown();
  }

  boolean isLive() {
    return destinations.areLive(machine().plan());
  }

  Future<ChangeOutcome> ask(PushChange change) {
    return answers.ask(change);
  }

  void requestStop() {
    control.tell(new Command.Stop());
  }

  void requestAbort() {
    control.tell(new Command.Abort());
  }

  PushSnapshot snapshot() {
    PushMachine now = machine();
    return new PushSnapshot(
        plan.name(),
        now.state(),
        Duration.ofNanos(clock.nanoTime() - start),
        mixer == null ? source.reached() : mixer.reached(),
        now.sourcesOpened(),
        now.sourceFaults(),
        mixer == null ? 0 : mixer.fillers(),
        source.pacing(),
        source.skew(),
        events.dropped(),
        renditions.snapshots(),
        destinations.snapshots());
  }
}
