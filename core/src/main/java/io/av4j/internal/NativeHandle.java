package io.av4j.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A native object and the guard that keeps misuse of it an exception.
 *
 * <p>One thread at a time is inside, between {@link #enter()} and {@link #exit()}; a second one,
 * and the same one again from its own sink, get {@code IllegalStateException}, as does everyone
 * after close. {@link #close()} waits for the thread inside, after telling it to hurry, and frees;
 * if that thread does not leave in time, or is the closing one, it frees on its way out. The memory
 * is freed exactly once.
 *
 * <p>An object that a stage fills and lends is held by the stage but for its turns, between {@link
 * #lend()} and {@link #takeBack()}: whoever kept it from an earlier turn cannot look into it while
 * the stage fills it, and the stage does not take it from under somebody who is looking.
 */
public abstract class NativeHandle {
  private static final VarHandle OWNER;
  private static final Object CLOSED = "closed";
  private static final Object HELD = "held by its stage";
  private static final long CLOSE_WAIT_NANOS = 10_000_000_000L;

  static {
    try {
      OWNER = MethodHandles.lookup().findVarHandle(NativeHandle.class, "owner", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final NativeType type;

  // null: nobody inside; a Thread: that one; HELD; CLOSED.
  private volatile @Nullable Object owner;
  private final boolean lending;
  private volatile boolean closing;
  private volatile boolean freed;
  private List<NativeHandle> attached = List.of();

  /** Registers the object as open. The subclass frees what it has if its own constructor fails. */
  protected NativeHandle(NativeType type) {
    this(type, false);
  }

  /** Registers the object as open; one to lend begins held by its stage. */
  protected NativeHandle(NativeType type, boolean lending) {
    this.type = type;
    this.lending = lending;
    this.owner = lending ? HELD : null;
    type.opened(this);
  }

  /** Whether a stage keeps this object, so that users only have it lent. */
  public final boolean isLending() {
    return lending;
  }

  /** Begins a turn: whoever has the object may go inside. By the stage that holds it. */
  public final void lend() {
    OWNER.compareAndSet(this, HELD, null);
  }

  /** Ends a turn: waits until nobody is inside and holds the object for the stage again. */
  public final void takeBack() {
    while (!OWNER.compareAndSet(this, null, HELD)) {
      // An error thrown at the wrong moment, such as of the stack, can leave this thread inside.
      if (owner == Thread.currentThread()) {
        owner = null;
      }
      LockSupport.parkNanos(this, 20_000);
    }
  }

  /** Frees the native memory. Called once, with nobody inside; must not throw. */
  protected abstract void free();

  /**
   * Ties the life of another handle, which this one fills and lends, to this one: it is closed when
   * this one's memory is freed, so never while a native call still writes into it.
   */
  protected final <H extends NativeHandle> H attach(H other) {
    List<NativeHandle> all = new ArrayList<>(attached);
    all.add(other);
    attached = all;
    return other;
  }

  /** Makes a blocking native call of the thread inside return soon. */
  protected void interrupt() {}

  /**
   * Takes the object for the current thread.
   *
   * @throws IllegalStateException if it is closed, or in use by another thread or further up this
   *     stack
   */
  public final void enter() {
    if (!OWNER.compareAndSet(this, null, Thread.currentThread())) {
      throw refusal();
    }
    if (closing) {
      exit();
      throw refusal();
    }
  }

  /** Gives the object back. In a {@code finally} behind each {@link #enter()}. */
  public final void exit() {
    OWNER.setVolatile(this, null);
    if (closing) {
      freeIfUnused();
    }
  }

  /** Asks a question with nobody else inside. */
  public final <T> T inside(Supplier<T> question) {
    enter();
    try {
      return question.get();
    } finally {
      exit();
    }
  }

  /** Whether {@link #close()} was called. */
  public final boolean isClosed() {
    return closing;
  }

  /** Whether a thread is inside now. */
  public final boolean inUse() {
    return owner instanceof Thread;
  }

  /**
   * Makes sure that the object is open still; for long turns to ask between two native calls.
   *
   * @throws IllegalStateException if closed
   */
  public final void checkOpen() {
    if (closing) {
      throw refusal();
    }
  }

  /** Frees the object, see the class comment. Idempotent; never throws. */
  public final void close() {
    closing = true;
    if (owner == Thread.currentThread()) {
      return;
    }
    if (freeIfUnused()) {
      return;
    }
    interrupt();
    long start = System.nanoTime();
    while (!freed && !freeIfUnused() && System.nanoTime() - start < CLOSE_WAIT_NANOS) {
      LockSupport.parkNanos(this, 200_000);
      // A pending interrupt would turn the park into a spin; it is put back below.
      if (Thread.interrupted()) {
        closeInterrupted(start);
        return;
      }
    }
  }

  private void closeInterrupted(long start) {
    while (!freed && !freeIfUnused() && System.nanoTime() - start < CLOSE_WAIT_NANOS) {
      LockSupport.parkNanos(this, 200_000);
    }
    Thread.currentThread().interrupt();
  }

  private boolean freeIfUnused() {
    if (!OWNER.compareAndSet(this, null, CLOSED)
        && !(lending && OWNER.compareAndSet(this, HELD, CLOSED))) {
      return freed;
    }
    try {
      free();
    } finally {
      for (NativeHandle other : attached) {
        other.close();
      }
      freed = true;
      type.closed(this);
    }
    return true;
  }

  private IllegalStateException refusal() {
    if (closing) {
      return new IllegalStateException(type + " is closed");
    }
    Object inside = owner;
    if (inside == HELD) {
      return new IllegalStateException("this " + type + " was lent and its turn is over");
    }
    return new IllegalStateException(
        inside == Thread.currentThread()
            ? type + " is in use further up this thread's stack; do not call it from its own sink"
            : type + " is in use by " + inside + "; it serves one thread at a time");
  }
}
