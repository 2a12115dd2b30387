package io.av4j.push.source;

import io.av4j.CancelToken;
import io.av4j.clock.NanoClock;
import io.av4j.push.plan.PushSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One source on its way from {@code open} to {@code ended}, and what is wanted of it.
 *
 * <pre>
 *   any thread:   play ─► wish PLAY        end ─► wish END        cancel ─► wish CANCEL
 *   the runner:   QUEUED ─► OPENING ─► OPEN ─► PLAYING ─► over
 * </pre>
 *
 * A wish only grows. END lets what was read run through; CANCEL breaks off, by the token and an
 * interrupt of the runner's thread, which means nothing else.
 */
final class Turn {
  /** What is wanted, in the order in which one overrules the other. */
  private enum Wish {
    OPEN,
    PLAY,
    END,
    CANCEL
  }

  private final long token;
  private final PushSource source;
  private final NanoClock clock;

  // The runner's; it guards all below.
  private final ReentrantLock lock;
  private final Condition changed;
  private Wish wish = Wish.OPEN;
  private boolean playing;
  private @Nullable OpenSource opened;
  private @Nullable Thread thread;

  // Ends the opening, and breaks off what is played.
  private final CancelToken cancel = new CancelToken();

  Turn(long token, PushSource source, ReentrantLock lock, NanoClock clock) {
    this.token = token;
    this.source = source;
    this.lock = lock;
    this.changed = lock.newCondition();
    this.clock = clock;
  }

  long token() {
    return token;
  }

  // What other threads want. None of these blocks.

  void play() {
    want(Wish.PLAY);
  }

  /** Ends it as at its end: what was read runs through. */
  void end() {
    want(Wish.END);
  }

  /** Breaks it off. */
  void cancel() {
    want(Wish.CANCEL);
  }

  private void want(Wish more) {
    lock.lock();
    try {
      if (more.compareTo(wish) <= 0) {
        return;
      }
      wish = more;
      if (more == Wish.CANCEL || (more == Wish.END && opened == null)) {
        cancel.cancel();
      }
      if (more == Wish.CANCEL && thread != null) {
        thread.interrupt();
      } else if (more == Wish.END && opened != null) {
        opened.endReading();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // What the runner's thread does and asks.

  /**
   * Opens, tells, waits for the word, and plays; the source is closed when this returns.
   *
   * @return why it failed, or null
   */
  @Nullable Throwable run(
      SourceOpener opener, Programme programme, SourceListener listener, Player player) {
    try {
      if (begin()) {
        try (OpenSource open = opener.open(source, cancel)) {
          if (hasOpened(open)) {
            open.announce(programme);
            listener.opened(token, open.shown(), open.frameRate(), open.streams());
            if (awaitPlay()) {
              player.play(open, this);
            }
          }
        }
      }
      return null;
    } catch (Throwable e) {
      return wasWanted(e) ? null : e;
    } finally {
      leave();
    }
  }

  /** How an open source is played. */
  @FunctionalInterface
  interface Player {
    void play(OpenSource source, Turn turn);
  }

  private boolean begin() {
    lock.lock();
    try {
      thread = Thread.currentThread();
      return !isOver();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasOpened(OpenSource source) {
    lock.lock();
    try {
      opened = source;
      return !isOver();
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitPlay() {
    lock.lock();
    try {
      while (wish == Wish.OPEN) {
        changed.await();
      }
      playing = wish == Wish.PLAY;
      return playing;
    } catch (InterruptedException e) {
      throw cancellation(e);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until that time, or until it is to end. */
  void awaitUntil(long nanoTime) {
    lock.lock();
    try {
      while (!isOver() && !clock.isPast(nanoTime)) {
        clock.awaitUntil(changed, nanoTime);
      }
    } catch (InterruptedException e) {
      throw cancellation(e);
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is to go on. */
  boolean mayGoOn() {
    lock.lock();
    try {
      return !isOver();
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private boolean isOver() {
    return wish.compareTo(Wish.END) >= 0;
  }

  /** Whether that came of what was wanted. */
  private boolean wasWanted(Throwable e) {
    lock.lock();
    try {
      boolean endedBefore = wish == Wish.END && !playing;
      return wish == Wish.CANCEL || (endedBefore && e instanceof CancellationException);
    } finally {
      lock.unlock();
    }
  }

  /** From here on nobody interrupts the thread for this turn, and nobody did. */
  private void leave() {
    lock.lock();
    try {
      thread = null;
      opened = null;
      boolean unused = Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  private static CancellationException cancellation(InterruptedException e) {
    Thread.currentThread().interrupt();
    CancellationException cancelled = new CancellationException("the source was broken off");
    cancelled.initCause(e);
    return cancelled;
  }
}
