package io.av4j.push;

import io.av4j.MediaTimeoutException;
import io.av4j.clock.NanoClock;
import io.av4j.filter.FilterGraph;
import io.av4j.push.plan.PushChange;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.ChangeOutcome;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushSnapshot;
import io.av4j.push.status.PushState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running push: one programme, decoded once, into any number of renditions and destinations.
 *
 * <p>Each destination has a queue, a connection and a state of its own, and is connected anew when
 * it breaks; nothing that happens to it reaches another. The programme goes on while a source is
 * silent or gone. It ends when the sources are through, on {@link #stop()}, or when no destination
 * is left that works.
 *
 * <p>All methods may be called from any thread. The starter closes it, which stops it.
 */
public final class LivePush implements AutoCloseable {
  // Opening an encoder or reading a slate; all else is answered within a millisecond.
  private static final Duration LONGEST_CHANGE = Duration.ofSeconds(15);

  private final PushRuntime runtime;

  private LivePush(PushRuntime runtime) {
    this.runtime = runtime;
  }

  /** Starts a push. Returns at once; sources and destinations are opened on its threads. */
  public static LivePush start(PushPlan plan) {
    return start(plan, null);
  }

  /**
   * Starts a push whose events a listener gets, on one thread of the push, from the first on. It
   * may be slow or throw: then events are dropped and counted, or the exception is logged.
   *
   * @throws IllegalArgumentException if a filter of the plan cannot be parsed
   */
  public static LivePush start(PushPlan plan, @Nullable Consumer<PushEvent> listener) {
    return start(plan, listener, () -> {});
  }

  /** As the others; the task runs, and must not block, when all has ended. */
  static LivePush start(PushPlan plan, @Nullable Consumer<PushEvent> listener, Runnable afterEnd) {
    requireFilter(plan.filter());
    plan.renditions().forEach(rendition -> requireFilter(rendition.filter()));
    PushRuntime runtime = new PushRuntime(plan, listener, afterEnd, NanoClock.system());
    runtime.start();
    return new LivePush(runtime);
  }

  private static void requireFilter(@Nullable String filter) {
    if (filter != null) {
      FilterGraph.check(filter);
    }
  }

  /** What the push is doing. */
  public PushState state() {
    return runtime.machine().state();
  }

  /** The plan as it is now, with all changes that were applied. */
  public PushPlan plan() {
    return runtime.machine().plan();
  }

  /** The push at this moment; costs some microseconds. */
  public PushSnapshot snapshot() {
    return runtime.snapshot();
  }

  /**
   * Waits until the push has ended.
   *
   * @throws RuntimeException what made it fail, where something did
   * @throws CancellationException if this thread is interrupted, which stays set
   */
  public void awaitEnd() {
    awaitEnd(Duration.ofNanos(Long.MAX_VALUE));
  }

  /**
   * As {@link #awaitEnd()}, but no longer than the timeout.
   *
   * @return whether it has ended
   */
  public boolean awaitEnd(Duration timeout) {
    return runtime.waiters().await(runtime.waiters()::isOver, timeout) && endedWell();
  }

  private boolean endedWell() {
    Throwable failure = runtime.failure();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
    return true;
  }

  /**
   * Waits until every destination that is enabled is live.
   *
   * @return whether they are; false when the timeout or the push's end comes first
   */
  public boolean awaitLive(Duration timeout) {
    PushWaiters waiters = runtime.waiters();
    waiters.await(() -> runtime.isLive() || waiters.isOver(), timeout);
    return runtime.isLive();
  }

  /**
   * Changes the push while it runs. No destination is touched but those that the change is about.
   *
   * @return how the change was applied
   * @throws IllegalArgumentException if it names something that is not there, or cannot be
   * @throws IllegalStateException if it cannot be made now, or the push ends; the message says why
   * @throws io.av4j.MediaException if what it needs does not open, as an encoder or a slate; all
   *     goes on as it was
   * @throws MediaTimeoutException if it was not answered within 15 s; it may still be applied
   * @throws CancellationException if this thread is interrupted, which stays set
   */
  public ChangeOutcome change(PushChange change) {
    if (change instanceof PushChange.ChangeFilter filter) {
      requireFilter(filter.filter());
    } else if (change instanceof PushChange.AddRendition add) {
      requireFilter(add.rendition().filter());
    }
    Future<ChangeOutcome> answer = runtime.ask(change);
    try {
      return answer.get(LONGEST_CHANGE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new MediaTimeoutException(change + " was not answered within " + LONGEST_CHANGE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while changing the push " + plan().name());
    }
  }

  /** Plays these sources next, once; see {@link PushChange.ChangeSources}. */
  public ChangeOutcome switchTo(PushSource... sources) {
    return change(new PushChange.ChangeSources(List.of(sources), 1));
  }

  /** Sets the bit rate of a rendition; see {@link PushChange.ChangeBitRate}. */
  public ChangeOutcome changeBitRate(String rendition, long bitsPerSecond) {
    return change(new PushChange.ChangeBitRate(rendition, bitsPerSecond));
  }

  /** Encodes a rendition another way; see {@link PushChange.ChangeEncoding}. */
  public ChangeOutcome changeEncoding(String rendition, VideoEncoding encoding) {
    return change(new PushChange.ChangeEncoding(rendition, encoding));
  }

  /** Asks for what {@link #stop()} does, and returns at once. Idempotent. */
  public void requestStop() {
    runtime.requestStop();
  }

  /**
   * Stops gracefully: what was read is still sent, within the plan's bound, and the servers are
   * told. Waits for it. Idempotent.
   */
  public void stop() {
    runtime.requestStop();
    awaitStopped();
  }

  /** Stops at once, within about 300 ms: what waits is dropped. Idempotent. */
  public void abort() {
    runtime.requestAbort();
    awaitStopped();
  }

  /** Waits for the end that was asked for, aborting what is late; an interrupt aborts too. */
  private void awaitStopped() {
    Duration bound = plan().timing().stop();
    if (runtime.waiters().awaitOver(bound)) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    runtime.requestAbort();
    runtime.waiters().awaitOver(bound);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops, see {@link #stop()}. Idempotent, never throws. */
  @Override
  public void close() {
    stop();
  }
}
