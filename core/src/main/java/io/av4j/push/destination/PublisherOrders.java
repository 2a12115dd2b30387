package io.av4j.push.destination;

import io.av4j.CancelToken;
import io.av4j.clock.NanoClock;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What others want of a publisher, and how its thread learns of it. No method of the first group
 * blocks.
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
    ABORT
  }

  private final NanoClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock; the first is read without it too.
  private volatile Wish wish = Wish.PUBLISH;
  private boolean begun;
  private boolean alive;
  private boolean failing;
  private boolean another;
  private boolean pausing;
  private boolean lastConnection;
  private boolean connected;
  private @Nullable CancelToken token;

  PublisherOrders(NanoClock clock) {
    this.clock = clock;
  }

  // Any thread.

  /** Whether a thread is to be started, for the first life. */
  boolean start() {
    lock.lock();
    try {
      boolean first = !begun;
      begun = true;
      alive |= first;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Wants something else from now on; after {@link Wish#END} only {@link Wish#ABORT} can be.
   *
   * @return whether a thread is to be started, to do as was wished
   */
  boolean want(Wish next) {
    lock.lock();
    try {
      if (isFinal() && next.compareTo(wish) < 0) {
        return false;
      }
      wish = next;
      boolean interrupts = next == Wish.ABORT || (next == Wish.DISABLE && !connected);
      if (interrupts && token != null) {
        token.cancel();
      }
      changed.signalAll();
      return isLifeWanted(next);
    } finally {
      lock.unlock();
    }
  }

  /** A life that ends has to be told once more; one that has failed begins anew when enabled. */
  private boolean isLifeWanted(Wish next) {
    if (next.compareTo(Wish.END) >= 0 && begun) {
      return false;
    }
    if (alive) {
      another |= failing;
      return false;
    }
    if (next.compareTo(Wish.END) < 0 && !begun) {
      return false;
    }
    begun = true;
    alive = true;
    return true;
  }

  private boolean isFinal() {
    return wish.compareTo(Wish.END) >= 0;
  }

  /** Ends what is not connected at once; a connection that stands goes on, and is the last. */
  boolean endConnecting() {
    lock.lock();
    try {
      if (connected) {
        lastConnection = true;
        return false;
      }
      if (token != null) {
        token.cancel();
      }
      return want(Wish.END);
    } finally {
      lock.unlock();
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

  /** What is wanted now. */
  Wish wish() {
    return wish;
  }

  // The publisher's thread.

  /** Whether media is to be written now. */
  boolean wantMedia() {
    Wish now = wish;
    return now == Wish.PUBLISH || now == Wish.END;
  }

  /**
   * Begins an attempt to connect.
   *
   * @param attempt is cancelled by who does not want it any more
   * @return false if it is not wanted
   */
  boolean connecting(CancelToken attempt) {
    lock.lock();
    try {
      if (wish != Wish.PUBLISH) {
        return false;
      }
      token = attempt;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The connection stands, and only an abort cuts it from here on.
   *
   * @return false if it is not wanted any more
   */
  boolean connected() {
    lock.lock();
    try {
      connected = token != null && !token.isCancelled() && wantMedia();
      return connected;
    } finally {
      lock.unlock();
    }
  }

  /** There is no connection, nor an attempt at one. */
  void disconnected() {
    lock.lock();
    try {
      token = null;
      connected = false;
      if (lastConnection && !isFinal()) {
        wish = Wish.END;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something else is wanted. */
  void awaitOtherThan(Wish known) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (wish == known) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a time before the next attempt, unless that is to be made now or not at all. */
  void pauseUntil(long time) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      pausing = true;
      while (pausing && wish == Wish.PUBLISH && !clock.isPast(time)) {
        clock.awaitUntil(changed, time);
      }
    } finally {
      pausing = false;
      lock.unlock();
    }
  }

  /** Waits for a time before the next packet, unless none is wanted any more. */
  void holdBackUntil(long time) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (wantMedia() && !clock.isPast(time)) {
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
      failing = true;
    } finally {
      lock.unlock();
    }
  }

  /** The life is over and told; whether the thread is to begin another. */
  boolean beginAnother() {
    lock.lock();
    try {
      alive = another && !isFinal();
      failing = false;
      another = false;
      return alive;
    } finally {
      lock.unlock();
    }
  }
}
