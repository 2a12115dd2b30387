package io.av4j.push.destination;

import io.av4j.CancelToken;
import io.av4j.clock.NanoClock;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What others want of a publisher, and how its thread learns of it.
 *
 * <pre>
 * PUBLISH ◄─► DISABLE        both ─► END ─► ABORT
 * </pre>
 */
final class PublisherOrders {
  /** What is wanted now. */
  enum Wish {
    /** A connection, again and again. */
    PUBLISH,
    /** No connection for the time being. */
    DISABLE,
    /** What waits is written, if there is a connection; then nothing more. */
    END,
    /** Nothing more, at once. */
    ABORT;

    boolean isFinal() {
      return compareTo(END) >= 0;
    }
  }

  private final NanoClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock; the wish is read without it too.
  private final PublisherLife life = new PublisherLife();
  private volatile Wish wish = Wish.PUBLISH;
  private boolean pausing;
  private boolean connected;
  private boolean lastConnection;
  private @Nullable CancelToken token;

  PublisherOrders(NanoClock clock) {
    this.clock = clock;
  }

  // Any thread; none of these blocks.

  /** Begins; whether a thread is to be started for it. */
  boolean start() {
    return locked(life::begin);
  }

  /**
   * Wants something else from now on; after {@link Wish#END} only {@link Wish#ABORT} can be.
   *
   * @return whether a thread is to be started, to do as is wished
   */
  boolean want(Wish next) {
    return locked(
        () -> {
          if (wish.isFinal() && next.compareTo(wish) < 0) {
            return false;
          }
          wish = next;
          if (next == Wish.ABORT || (next == Wish.DISABLE && !connected)) {
            cut();
          }
          changed.signalAll();
          // One that never began has to tell nevertheless that it is over.
          return next.isFinal() ? life.begin() : life.revive();
        });
  }

  /** Ends what is not connected; a connection that stands goes on, and is the last. */
  boolean endConnecting() {
    return locked(
        () -> {
          if (connected) {
            lastConnection = true;
            return false;
          }
          cut();
          return want(Wish.END);
        });
  }

  private void cut() {
    if (token != null) {
      token.cancel();
    }
  }

  /** Ends a pause before the next attempt. */
  void retryNow() {
    lock.lock();
    try {
      pausing = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Something that is waited for may have come. */
  void look() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What is wanted now. */
  Wish wish() {
    return wish;
  }

  /** Whether media is to be written now. */
  boolean wantMedia() {
    Wish now = wish;
    return now == Wish.PUBLISH || now == Wish.END;
  }

  // The publisher's thread.

  /**
   * Begins an attempt to connect.
   *
   * @param attempt is cancelled when it is not wanted any more
   * @return false if it is not wanted
   */
  boolean connecting(CancelToken attempt) {
    return locked(
        () -> {
          boolean wanted = wish == Wish.PUBLISH;
          token = wanted ? attempt : null;
          return wanted;
        });
  }

  /**
   * The connection stands, and only an abort cuts it from here on.
   *
   * @return false if it is not wanted any more
   */
  boolean connected() {
    return locked(
        () -> {
          connected = token != null && !token.isCancelled() && wantMedia();
          return connected;
        });
  }

  /** There is no connection, nor an attempt at one. */
  void disconnected() {
    lock.lock();
    try {
      token = null;
      connected = false;
      if (lastConnection && !wish.isFinal()) {
        wish = Wish.END;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits as long as something is so that {@link #look} tells the end of, and it is wanted. */
  void awaitEndOf(BooleanSupplier missing) throws InterruptedException {
    await(() -> wish == Wish.PUBLISH && missing.getAsBoolean(), NanoClock.NEVER);
  }

  /** Waits until something else is wanted. */
  void awaitOtherThan(Wish known) throws InterruptedException {
    await(() -> wish == known, NanoClock.NEVER);
  }

  /** Waits for a time before the next attempt, unless that is to be made now or not at all. */
  void pauseUntil(long time) throws InterruptedException {
    lock.lock();
    try {
      pausing = true;
      await(() -> pausing && wish == Wish.PUBLISH, time);
    } finally {
      pausing = false;
      lock.unlock();
    }
  }

  /** Waits for a time before the next packet, unless none is wanted any more. */
  void holdBackUntil(long time) throws InterruptedException {
    await(this::wantMedia, time);
  }

  /** Waits for a time, as long as something is so. */
  private void await(BooleanSupplier asLong, long time) throws InterruptedException {
    lock.lock();
    try {
      while (asLong.getAsBoolean() && !clock.isPast(time)) {
        clock.awaitUntil(changed, time);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The life ends by a failure; if it is enabled from here on, another begins. */
  void failing() {
    lock.lock();
    try {
      life.failing();
    } finally {
      lock.unlock();
    }
  }

  /** The life is over and told, and there is no thread to begin another. */
  void over() {
    lock.lock();
    try {
      boolean unused = life.beginAnother(false, false);
    } finally {
      lock.unlock();
    }
  }

  /** The life is over and told; whether the thread is to begin another. */
  boolean beginAnother() {
    return locked(() -> life.beginAnother(!wish.isFinal(), wish == Wish.DISABLE));
  }

  private boolean locked(BooleanSupplier what) {
    lock.lock();
    try {
      return what.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }
}
