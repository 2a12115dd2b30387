package io.av4j.push.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushChange;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.Rendition;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The state of a push as a value, by a million commands and faults in any order. */
class PushMachineTest {
  private static final int COMMANDS = 1_000_000;
  private static final VideoEncoding ENCODING = VideoEncoding.h264(320, 180, 300_000);

  private final long seed = Long.getLong("av4j.seed", 20_261_125);
  private final Random random = new Random(seed);

  private PushPlan plan() {
    PushSource[] sources =
        random.nextBoolean()
            ? new PushSource[] {PushSource.of("rtmp://host/app/live")}
            : new PushSource[] {PushSource.of(Path.of("a.mp4")), PushSource.of("http://host/b.ts")};
    PushPlan.Builder plan = PushPlan.of(sources).rounds(random.nextInt(3));
    int renditions = 1 + random.nextInt(3);
    for (int i = 0; i < renditions; i++) {
      List<Destination> all = new ArrayList<>();
      for (int d = 0; d <= random.nextInt(3); d++) {
        all.add(Destination.of("d" + i + d, "rtmp://host/app/" + i + d));
      }
      Destination[] destinations = all.toArray(Destination[]::new);
      plan.rendition(
          random.nextInt(3) == 0
              ? Rendition.copy("r" + i, destinations)
              : Rendition.of("r" + i, ENCODING, destinations));
    }
    if (random.nextBoolean()) {
      plan.slate(Path.of("slate.png"));
    }
    return plan.build();
  }

  @Test
  @Timeout(60)
  void holdsThroughAMillionCommandsAndFaults() {
    long start = System.nanoTime();
    int commands = 0;
    int pushes = 0;
    try {
      while (commands < COMMANDS) {
        PushWorld world = new PushWorld(plan(), random);
        world.take(new Command.Start());
        int length = random.nextInt(600);
        for (int i = 0; i < length && !world.isOver(); i++, commands++) {
          step(world);
        }
        world.finish();
        pushes++;
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ", push " + pushes, e);
    }
    System.out.printf(
        "%d commands, %d pushes, %.1f s, seed %d%n",
        commands, pushes, (System.nanoTime() - start) / 1e9, seed);
    assertThat(pushes).isGreaterThan(100);
  }

  private void step(PushWorld world) {
    int what = random.nextInt(100);
    if (what < 45 && !world.pending.isEmpty()) {
      world.take(world.pending.remove(random.nextInt(world.pending.size())));
    } else if (what < 60) {
      world.pass();
    } else if (what < 80) {
      world.take(new Command.Request(world.nextRequest(), change()));
    } else if (what < 90) {
      destinationEvent(world);
    } else if (what < 99) {
      fault(world);
    } else if (random.nextInt(4) == 0) {
      world.take(random.nextBoolean() ? new Command.Stop() : new Command.Abort());
    }
  }

  private String rendition() {
    return "r" + random.nextInt(5);
  }

  private String destination() {
    return "d" + random.nextInt(5) + random.nextInt(3);
  }

  private PushChange change() {
    return switch (random.nextInt(12)) {
      case 0 ->
          new PushChange.AddDestination(
              rendition(), Destination.of(destination(), "rtmp://host/app/more"));
      case 1 -> new PushChange.RemoveDestination(destination());
      case 2 -> new PushChange.DisableDestination(destination());
      case 3 -> new PushChange.EnableDestination(destination());
      case 4 -> new PushChange.RetryNow(destination());
      case 5 -> {
        String name = rendition();
        Destination to = Destination.of(destination(), "rtmp://host/app/other");
        yield new PushChange.AddRendition(
            random.nextBoolean() ? Rendition.copy(name, to) : Rendition.of(name, ENCODING, to));
      }
      case 6 -> new PushChange.RemoveRendition(rendition());
      case 7 ->
          new PushChange.ChangeSlate(
              random.nextBoolean() ? null : PushSource.of(Path.of("other.png")));
      case 8 ->
          new PushChange.ChangeSources(List.of(PushSource.of(Path.of("c.mp4"))), random.nextInt(2));
      case 9 -> new PushChange.ChangeBitRate(rendition(), 1 + random.nextInt(1_000_000));
      case 10 -> new PushChange.ChangeEncoding(rendition(), ENCODING);
      default -> new PushChange.ChangeFilter(random.nextBoolean() ? null : rendition(), "hflip");
    };
  }

  private void destinationEvent(PushWorld world) {
    String name = random.nextInt(10) == 0 ? destination() : world.anyPublisher();
    DestinationState from = world.stateOf(name);
    DestinationState to =
        List.of(DestinationState.values()).get(random.nextInt(DestinationState.values().length));
    Fault fault = new Fault(FaultClass.NETWORK, -111, "ECONNREFUSED", "refused");
    switch (random.nextInt(6)) {
      case 0, 1, 2 -> {
        if (from.mayBecome(to)) {
          world.take(new Command.DestinationBecame(name, from, to, 1, fault));
        }
      }
      case 3 -> world.take(new Command.AttemptFailed(name, 2, fault, PushWorld.someTime(random)));
      case 4 -> world.take(new Command.Recovered(name, PushWorld.someTime(random)));
      default -> world.take(new Command.CongestionEnded(name, PushWorld.someTime(random), 3));
    }
  }

  /** What fails by itself, also things that are long gone or never were. */
  private void fault(PushWorld world) {
    long token = random.nextInt(20);
    switch (random.nextInt(12)) {
      case 0 -> world.take(new Command.EncoderFailed(rendition(), token, world.failure()));
      case 1 ->
          world.take(new Command.EncoderOpened(rendition(), -token - 1, "x", true, List.of()));
      case 2 -> world.take(new Command.SourceEnded(-1, world.failure()));
      case 3 -> world.take(new Command.FillerBegan());
      case 4 -> world.take(new Command.FillerEnded());
      case 5 -> world.take(new Command.BitRateChanged(rendition(), 5, 6));
      case 6 -> world.take(new Command.SlateFailed(1000 + token, world.failure()));
      case 7 -> world.take(new Command.SlateLoaded(1000 + token));
      case 8 -> world.take(new Command.Drained());
      case 9 -> {
        if (random.nextInt(50) == 0) {
          world.take(new Command.Broke(world.failure()));
        }
      }
      case 10 -> {
        if (random.nextInt(20) == 0) {
          world.take(new Command.AudioEncoderFailed(world.failure()));
        }
      }
      default -> world.take(new Command.Tick());
    }
  }
}
