package io.av4j.internal;

import io.av4j.CancelToken;
import io.av4j.MediaException;
import io.av4j.MediaTimeoutException;
import io.av4j.NativeFailure;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * What ends the blocking calls of one input or output: a deadline, a cancel, an interrupted thread,
 * and, for reads alone, the wish that the input be at its end.
 *
 * <p>FFmpeg asks a {@link StopFlag}, which {@link GateWatch} raises soon after there is a reason.
 * Where there is no such flag, all gates share one callback into Java, which finds its gate by the
 * opaque number FFmpeg hands it: JavaCPP gives out ten callbacks of a class and then, without a
 * word, null.
 */
public final class InterruptGate {
  private enum Reason {
    NONE,
    CANCELLED,
    INTERRUPTED,
    ENDED,
    TIMEOUT
  }

  private static final Callback CALLBACK = new Callback();

  private final @Nullable CancelToken token;
  private final @Nullable StopFlag flag = StopFlag.create();
  private final int slot;
  private volatile boolean cancelled;
  private volatile boolean readingEnded;
  private volatile Reason reason = Reason.NONE;
  // Who is in a native call, until when, and whether it reads; under the lock.
  private @Nullable Thread thread;
  private long deadline;
  private boolean reading;

  /** Opens a gate; {@link #release()} ends it, after the last native call that may ask it. */
  public InterruptGate(@Nullable CancelToken token) {
    this.token = token;
    this.slot = GateWatch.add(this);
  }

  /** Makes the context ask this gate. Before {@code avformat_open_input} or {@code avio_open2}. */
  public void guard(AVFormatContext context) {
    AVIOInterruptCB callback = context.interrupt_callback();
    if (flag != null) {
      flag.guard(callback);
    } else {
      callback.callback(CALLBACK).opaque(new Opaque(slot + 1L));
    }
  }

  /**
   * Sets the deadline of the native calls to come, which this thread makes.
   *
   * @param timeout as {@link #nanos} gives it
   */
  public void arm(long timeout) {
    arm(timeout, false);
  }

  /** As {@link #arm}, for native calls that {@link #endReading()} ends too. */
  public void armReading(long timeout) {
    arm(timeout, true);
  }

  private synchronized void arm(long timeout, boolean reads) {
    reason = Reason.NONE;
    reading = reads;
    deadline = System.nanoTime() + timeout;
    thread = Thread.currentThread();
    if (flag != null && !isCancelled()) {
      flag.lower();
    }
    // A reason that is there already is not to be waited for.
    mustStop();
  }

  /** Takes the deadline away. */
  public synchronized void disarm() {
    thread = null;
  }

  /** Ends the running and all later calls. From any thread. */
  public void cancel() {
    cancelled = true;
    mustStop();
  }

  /** Ends the running read and all later ones. From any thread. */
  public void endReading() {
    readingEnded = true;
    mustStop();
  }

  /** Whether {@link #endReading()} was called, so that nothing is to be read any more. */
  public boolean isReadingEnded() {
    return readingEnded;
  }

  /** Whether it was {@link #endReading()} that ended the call that just returned. */
  public boolean hasEndedReading() {
    return reason == Reason.ENDED;
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
   * @return false if it must not be tried again because {@link #endReading()} was called
   * @throws RuntimeException if it must not for another reason
   */
  public boolean awaitRetry(String doing, Object what) {
    LockSupport.parkNanos(this, 1_000_000);
    if (!mustStop()) {
      return true;
    }
    return switch (reason) {
      case ENDED -> false;
      case TIMEOUT ->
          throw new MediaTimeoutException("deadline passed while " + doing + " " + what);
      default -> throw new CancellationException("cancelled while " + doing + " " + what);
    };
  }

  /** The exception for a failed call: what ended it, where this gate did, else what FFmpeg says. */
  public RuntimeException exception(NativeFailure failure, String doing) {
    return switch (reason) {
      case CANCELLED -> cancellation("cancelled while " + doing, failure);
      case INTERRUPTED -> cancellation("thread interrupted while " + doing, failure);
      case TIMEOUT -> new MediaTimeoutException("deadline passed while " + doing, failure);
      case ENDED, NONE -> AvError.exception(failure);
    };
  }

  private static CancellationException cancellation(String message, NativeFailure failure) {
    CancellationException e = new CancellationException(message);
    e.initCause(new MediaException(failure, null));
    return e;
  }

  /** Frees the flag and the slot. Idempotent. */
  public void release() {
    GateWatch.remove(slot, this);
    synchronized (this) {
      thread = null;
      if (flag != null) {
        flag.free();
      }
    }
  }

  /** Whether there is a reason to stop; then the flag is raised. From any thread. */
  synchronized boolean mustStop() {
    Reason found = find();
    if (found == Reason.NONE) {
      return false;
    }
    reason = found;
    if (flag != null) {
      flag.raise();
    }
    return true;
  }

  private Reason find() {
    if (isCancelled()) {
      return Reason.CANCELLED;
    }
    if (thread == null) {
      return Reason.NONE;
    }
    if (thread.isInterrupted()) {
      return Reason.INTERRUPTED;
    }
    if (reading && readingEnded) {
      return Reason.ENDED;
    }
    return System.nanoTime() - deadline >= 0 ? Reason.TIMEOUT : Reason.NONE;
  }

  /** A timeout as {@link #arm} takes it. */
  public static long nanos(Duration duration) {
    // Far enough for "no deadline", near enough that nanoTime plus it does not wrap.
    long most = Long.MAX_VALUE / 4;
    return duration.compareTo(Duration.ofNanos(most)) > 0 ? most : duration.toNanos();
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
        InterruptGate gate = GateWatch.at(slot);
        return gate != null && gate.mustStop() ? 1 : 0;
      } catch (Throwable t) {
        // Whatever left this method would end the JVM; stopping the call is the safe answer.
        return 1;
      }
    }
  }
}
