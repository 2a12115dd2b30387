package io.av4j.push.control;

import io.av4j.clock.NanoClock;
import io.av4j.push.destination.FaultClassifier;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The mailbox of one push and the only owner of its state. Commands are taken one by one, in the
 * order in which they came, on {@link ControlThread}; each makes the next {@link PushMachine} and
 * the effects that are carried out before the next command.
 */
public final class PushControl {
  private final String name;
  private final NanoClock clock;
  private final Consumer<Effect> effects;
  private final Runnable afterStep;

  // Any thread.
  private final Queue<Command> mailbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  // Written on the control thread alone, read by any.
  private volatile PushMachine machine;

  // The control thread's own.
  private long deadline = Long.MAX_VALUE;
  private @Nullable Future<?> alarm;

  /**
   * @param effects carries out one effect, without blocking, on the control thread
   * @param afterStep runs behind the effects of each command, on the control thread
   */
  public PushControl(
      PushMachine machine, NanoClock clock, Consumer<Effect> effects, Runnable afterStep) {
    this.name = machine.plan().name();
    this.machine = machine;
    this.clock = clock;
    this.effects = effects;
    this.afterStep = afterStep;
  }

  /** The state after the last command that was taken. Any thread. */
  public PushMachine machine() {
    return machine;
  }

  /** Tells what has happened or is wanted. Any thread; never waits. */
  public void tell(Command command) {
    mailbox.add(command);
    schedule();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        ControlThread.execute(this::takeAll);
      } catch (RuntimeException | Error e) {
        // There is no thread to be had; the next command tries again.
        scheduled.set(false);
        throw e;
      }
    }
  }

  private void takeAll() {
    MDC.put("push", name);
    try {
      Command command;
      while ((command = mailbox.poll()) != null) {
        take(command);
      }
      wakeAt(deadline);
    } finally {
      MDC.remove("push");
      scheduled.set(false);
      if (!mailbox.isEmpty()) {
        schedule();
      }
    }
  }

  private void take(Command command) {
    Step step = machine.on(command, clock.nanoTime());
    machine = step.next();
    deadline = step.deadline();
    for (Effect effect : step.effects()) {
      try {
        effects.accept(effect);
      } catch (RuntimeException | Error e) {
        // Nothing may stop the thread that decides for all pushes.
        mailbox.add(new Command.Broke(failure(e)));
      }
    }
    afterStep.run();
  }

  /** What a throwable means for the push. */
  public static Failure failure(Throwable thrown) {
    return new Failure(FaultClassifier.of(thrown), thrown);
  }

  private void wakeAt(long time) {
    Future<?> before = alarm;
    if (before != null) {
      before.cancel(false);
      alarm = null;
    }
    if (time != Long.MAX_VALUE) {
      long left = Math.max(0, time - clock.nanoTime());
      alarm = ControlThread.after(left, () -> tell(new Command.Tick()));
    }
  }
}
