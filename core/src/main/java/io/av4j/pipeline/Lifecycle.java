package io.av4j.pipeline;

import io.av4j.clock.NanoClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a pipeline stands: which of its threads run, and how it ended. Any thread.
 *
 * <pre>
 *                    begin                 the last thread leaves
 *   being made ────────────────► running ──────────────────────────► Completed
 *        │  fail, cancel            │  fail, cancel
 *        └──────────────────────────┴──────────────► Failed, Cancelled (threads still leave)
 * </pre>
 *
 * The first ending that is decided stays.
 */
final class Lifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  private final String name;
  private final NanoClock clock;
  private final List<Consumer<? super Ending>> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition allLeft = lock.newCondition();

  // Written under the lock.
  private volatile boolean started;
  private volatile @Nullable Ending ending;
  private int running;
  private final Set<Thread> inside = new HashSet<>();

  Lifecycle(String name, NanoClock clock) {
    this.name = name;
    this.clock = clock;
  }

  void onEnd(Consumer<? super Ending> listener) {
    requireNotStarted();
    listeners.add(listener);
  }

  void requireNotStarted() {
    if (started) {
      throw new IllegalStateException("the pipeline " + name + " has been started");
    }
  }

  /** So many threads are about to run. */
  void begin(int threads) {
    lock.lock();
    try {
      requireNotStarted();
      requireUnbroken();
      started = true;
      running = threads;
      if (threads > 0) {
        return;
      }
      ending = new Ending.Completed();
    } finally {
      lock.unlock();
    }
    tellAll(new Ending.Completed());
  }

  /** This thread begins its part, unless the pipeline is broken already. */
  boolean enter() {
    lock.lock();
    try {
      inside.add(Thread.currentThread());
      return ending == null;
    } finally {
      lock.unlock();
    }
  }

  /** This thread is through with its part, or a thread that should have run it could not begin. */
  void leave() {
    Ending decided;
    lock.lock();
    try {
      if (inside.remove(Thread.currentThread())) {
        // From here on nobody interrupts it: what it was told before is not meant for listeners.
        Thread.interrupted();
      }
      if (running > 1) {
        running--;
        return;
      }
      decided = ending == null ? new Ending.Completed() : ending;
      ending = decided;
    } finally {
      lock.unlock();
    }
    tellAll(decided);
    lock.lock();
    try {
      running = 0;
      allLeft.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void tellAll(Ending decided) {
    for (Consumer<? super Ending> listener : listeners) {
      try {
        listener.accept(decided);
      } catch (Throwable e) {
        LOG.error("a listener to the end of the pipeline {} failed", name, e);
      }
    }
  }

  /** Decides how the pipeline ends, if nothing has yet. */
  boolean breakOff(Ending how) {
    lock.lock();
    try {
      if (ending != null) {
        return false;
      }
      ending = how;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts all threads but this one. */
  void interruptOthers() {
    lock.lock();
    try {
      for (Thread thread : inside) {
        if (thread != Thread.currentThread()) {
          thread.interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Nullable Ending ending() {
    return ending;
  }

  @Nullable Throwable failure() {
    return ending instanceof Ending.Failed failed ? failed.cause() : null;
  }

  /** Throws what the pipeline broke off with, if it did. */
  void requireUnbroken() {
    Throwable cause = failure();
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause != null) {
      throw new IllegalStateException("the pipeline " + name + " has failed", cause);
    }
    if (ending instanceof Ending.Cancelled) {
      throw new CancellationException("the pipeline " + name + " was cancelled");
    }
  }

  /** For a thread of the pipeline, which is to end where that is broken off. */
  void requireGoingOn() {
    Ending decided = ending;
    if (decided instanceof Ending.Failed || decided instanceof Ending.Cancelled) {
      throw new CancellationException("the pipeline " + name + " was ended");
    }
  }

  /** Waits until all threads have left. */
  boolean await(@Nullable Duration timeout) {
    if (!started) {
      throw new IllegalStateException("the pipeline " + name + " has not been started");
    }
    lock.lock();
    try {
      if (!awaitAllLeft(timeout)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the pipeline " + name);
    } finally {
      lock.unlock();
    }
    requireUnbroken();
    return true;
  }

  private boolean awaitAllLeft(@Nullable Duration timeout) throws InterruptedException {
    long until = timeout == null ? NanoClock.NEVER : clock.nanoTimeAfter(timeout);
    while (running > 0) {
      if (clock.isPast(until)) {
        return false;
      }
      clock.awaitUntil(allLeft, until);
    }
    return true;
  }

  /** Waits until all threads have left, through interrupts, but no longer than the timeout. */
  void join(Duration timeout) {
    long until = clock.nanoTimeAfter(timeout);
    boolean interrupted = false;
    lock.lock();
    try {
      while (running > 0 && !clock.isPast(until)) {
        try {
          clock.awaitUntil(allLeft, until);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      lock.unlock();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
