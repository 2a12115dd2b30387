package io.av4j.internal;

import io.av4j.CancelToken;
import io.av4j.MediaException;
import io.av4j.MediaTimeoutException;
import io.av4j.NativeFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * What ends the blocking calls of one input or output: a deadline, a cancel, an interrupted thread.
 *
 * <p>All gates share one native callback, which finds its gate by the opaque number FFmpeg hands
 * it: JavaCPP gives out ten callbacks of a class and then, without a word, null.
 */
public final class InterruptGate {
  private enum Reason {
    NONE,
    CANCELLED,
    TIMEOUT,
    INTERRUPTED
  }

  private static final Callback CALLBACK = new Callback();
  private static volatile @Nullable InterruptGate[] gates = new InterruptGate[16];

  private final @Nullable CancelToken token;
  private final int slot;
  private volatile boolean cancelled;
  private volatile boolean armed;
  private volatile long deadline;
  private volatile Reason reason = Reason.NONE;

  /** Opens a gate; {@link #release()} ends it, after the last native call that may ask it. */
  public InterruptGate(@Nullable CancelToken token) {
    this.token = token;
    this.slot = register(this);
  }

  /** Makes the context ask this gate. Before {@code avformat_open_input} or {@code avio_open2}. */
  public void guard(AVFormatContext context) {
    AVIOInterruptCB callback = context.interrupt_callback();
    callback.callback(CALLBACK).opaque(new Opaque(slot + 1L));
  }

  /**
   * Sets the deadline of the native calls to come.
   *
   * @param timeout as {@link #nanos} gives it
   */
  public void arm(long timeout) {
    reason = Reason.NONE;
    deadline = System.nanoTime() + timeout;
    armed = true;
  }

  /** Takes the deadline away. */
  public void disarm() {
    armed = false;
  }

  /** Ends the running and all later calls. From any thread. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether {@link #cancel()} was called here or on the token. */
  public boolean isCancelled() {
    return cancelled || (token != null && token.isCancelled());
  }

  /**
   * Makes sure that nobody has cancelled.
   *
   * @throws CancellationException if cancelled already, so that no native call starts
   */
  public void checkNotCancelled(String doing, Object what) {
    if (isCancelled()) {
      throw new CancellationException("cancelled while " + doing + " " + what);
    }
  }

  /**
   * The code of a call that just returned, or AVERROR_EXIT if this gate told it to stop: some
   * demuxers then give out half a packet, or an end, as if nothing were.
   */
  public int honest(int code) {
    return reason == Reason.NONE ? code : AvError.EXIT;
  }

  /**
   * Waits a moment before a call that said "try again".
   *
   * @throws RuntimeException if the call must not be tried again
   */
  public void awaitRetry(String doing, Object what) {
    LockSupport.parkNanos(this, 1_000_000);
    if (mustStop()) {
      throw reason == Reason.TIMEOUT
          ? new MediaTimeoutException("deadline passed while " + doing + " " + what)
          : new CancellationException("cancelled while " + doing + " " + what);
    }
  }

  /** The exception for a failed call: what ended it, where this gate did, else what FFmpeg says. */
  public RuntimeException exception(NativeFailure failure, String doing) {
    return switch (reason) {
      case CANCELLED -> cancellation("cancelled while " + doing, failure);
      case INTERRUPTED -> cancellation("thread interrupted while " + doing, failure);
      case TIMEOUT -> new MediaTimeoutException("deadline passed while " + doing, failure);
      case NONE -> AvError.exception(failure);
    };
  }

  private static CancellationException cancellation(String message, NativeFailure failure) {
    CancellationException e = new CancellationException(message);
    e.initCause(new MediaException(failure, null));
    return e;
  }

  /** Frees the slot. Idempotent. */
  public void release() {
    synchronized (InterruptGate.class) {
      if (gates[slot] == this) {
        gates[slot] = null;
      }
    }
  }

  private boolean mustStop() {
    if (isCancelled()) {
      reason = Reason.CANCELLED;
    } else if (Thread.currentThread().isInterrupted()) {
      reason = Reason.INTERRUPTED;
    } else if (armed && System.nanoTime() - deadline >= 0) {
      reason = Reason.TIMEOUT;
    } else {
      return false;
    }
    return true;
  }

  /** A timeout as {@link #arm} takes it. */
  public static long nanos(Duration duration) {
    // Far enough for "no deadline", near enough that nanoTime plus it does not wrap.
    long most = Long.MAX_VALUE / 4;
    return duration.compareTo(Duration.ofNanos(most)) > 0 ? most : duration.toNanos();
  }

  private static synchronized int register(InterruptGate gate) {
    for (int i = 0; i < gates.length; i++) {
      if (gates[i] == null) {
        gates[i] = gate;
        return i;
      }
    }
    int slot = gates.length;
    @Nullable InterruptGate[] larger = Arrays.copyOf(gates, slot * 2);
    larger[slot] = gate;
    gates = larger;
    return slot;
  }

  /** The number of a gate dressed as the {@code void*} that FFmpeg carries around. */
  private static final class Opaque extends Pointer {
    Opaque(long number) {
      super((Pointer) null);
      this.address = number;
    }
  }

  private static final class Callback extends AVIOInterruptCB.Callback_Pointer {
    @Override
    public int call(@Nullable Pointer opaque) {
      try {
        int slot = opaque == null ? -1 : (int) opaque.address() - 1;
        @Nullable InterruptGate[] all = gates;
        InterruptGate gate = slot >= 0 && slot < all.length ? all[slot] : null;
        return gate != null && gate.mustStop() ? 1 : 0;
      } catch (Throwable t) {
        // Whatever left this method would end the JVM; stopping the call is the safe answer.
        return 1;
      }
    }
  }
}
