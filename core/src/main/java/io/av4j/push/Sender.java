package io.av4j.push;

import io.av4j.CancelToken;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.container.MediaOutput;
import io.av4j.flow.Sink;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The thread of one destination: connects, writes what waits, and connects again. Nothing of what
 * happens here reaches another destination.
 */
final class Sender {
  private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long HELD = TimeUnit.SECONDS.toNanos(10);
  private static final long CONGESTED = TimeUnit.MILLISECONDS.toNanos(700);
  private static final long RELAXED = TimeUnit.MILLISECONDS.toNanos(200);
  // AVERROR(EIO), which a refusal without a word looks like.
  private static final int EIO = -5;
  private static final long WORDLESS_WITHIN = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_WORDLESS = 5;
  // At once, what a connection begins with would make a Linux server's receive buffer grow, which
  // then hides for seconds more that the server has stopped reading.
  private static final int CATCH_UP_SPEED = 8;
  // FLV has 31 bits of milliseconds, which are 24.8 days.
  private static final long LONGEST_CONNECTION = TimeUnit.DAYS.toMicros(24);

  private final String push;
  private final Destination destination;
  private final PushTiming timing;
  private final long bitsPerSecond;
  private final GopCache gop;
  private final SendQueue queue;
  private final SenderStatus status;
  private final Backoff backoff;
  private final Thread thread;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean tried;
  private volatile Tracks tracks;
  private volatile @Nullable CancelToken connection;
  private volatile boolean aborted;
  private @Nullable Timestamp firstDts;
  private int wordlessRefusals;

  Sender(
      String push,
      Destination destination,
      PushTiming timing,
      long bitsPerSecond,
      Tracks tracks,
      GopCache gop,
      Runnable keyRequest,
      SenderStatus status) {
    this.push = push;
    this.destination = destination;
    this.timing = timing;
    this.bitsPerSecond = bitsPerSecond;
    this.tracks = tracks;
    this.gop = gop;
    this.status = status;
    this.queue = new SendQueue(timing.queue().toNanos(), tracks.isH264(), keyRequest);
    this.backoff = new Backoff(timing, ThreadLocalRandom.current());
    this.thread = new Thread(this::run, "av4j-" + push + "-to-" + destination.name());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  SendQueue queue() {
    return queue;
  }

  SenderStatus status() {
    return status;
  }

  DestinationSnapshot snapshot() {
    return status.snapshot(queue);
  }

  /** From the next connection on, which is made at once, other streams come. */
  void setTracks(Tracks other) {
    tracks = other;
  }

  private void run() {
    MDC.put("push", push);
    MDC.put("destination", destination.name());
    try {
      boolean again = true;
      while (again && !aborted) {
        again = connectAndSend();
      }
      status.become(DestinationState.STOPPED, null);
    } catch (CancellationException e) {
      status.become(DestinationState.STOPPED, null);
    } catch (Error e) {
      status.become(DestinationState.FAILED, new Fault(FaultClass.FATAL, 0, e.toString()));
      throw e;
    } finally {
      queue.shut();
      tried = true;
      stopped.countDown();
      MDC.remove("push");
      MDC.remove("destination");
    }
  }

  /** One connection; whether there is to be another. */
  private boolean connectAndSend() {
    Fault fault;
    long start = System.nanoTime();
    try {
      status.connecting();
      Tracks now = tracks;
      try (MediaOutput output = connect(now);
          TimeShift shift = TimeShift.by(Timestamp.ofMicros(0))) {
        Tracks.Connected connected = now.addTo(output);
        output.start();
        gop.open(queue, now.hasVideo(), restarts());
        tried = true;
        send(output, connected, shift, now);
        output.finish();
        // A file's last part is in its buffer until then.
        status.reached(output.bytesWritten());
      }
      if (queue.hasEnded()) {
        return false;
      }
      // Other streams come, or the times would not fit for much longer.
      status.become(DestinationState.RECONNECTING, null);
      return true;
    } catch (RuntimeException e) {
      if (aborted || e instanceof CancellationException) {
        requireGoingOn();
      }
      fault = judge(Fault.of(e), System.nanoTime() - start);
    }
    if (queue.hasEnded()) {
      // Its last part was not taken.
      status.become(DestinationState.STOPPED, fault);
      return false;
    }
    queue.shut();
    tried = true;
    if (status.liveFor() > HELD) {
      backoff.reset();
    }
    if (fault.kind() == FaultClass.FATAL) {
      status.become(DestinationState.FAILED, fault);
      return false;
    }
    status.become(DestinationState.RECONNECTING, fault);
    return pause(backoff.next(fault.kind(), System.nanoTime()));
  }

  /** A server that closes at once, time after time, does not want us, though it does not say so. */
  private Fault judge(Fault fault, long took) {
    boolean wordless =
        fault.kind() == FaultClass.NETWORK && fault.code() == EIO && took < WORDLESS_WITHIN;
    wordlessRefusals = wordless ? wordlessRefusals + 1 : 0;
    return wordlessRefusals < MOST_WORDLESS
        ? fault
        : new Fault(FaultClass.REJECTED, fault.code(), "closed at once each time: " + fault.text());
  }

  private void requireGoingOn() {
    if (aborted || queue.hasEnded()) {
      throw new CancellationException("the push to " + destination.name() + " is over");
    }
  }

  private MediaOutput connect(Tracks now) {
    CancelToken token = new CancelToken();
    connection = token;
    requireGoingOn();
    Transport transport = Transport.to(destination, timing, bitsPerSecond, now);
    queue.setPatience(transport.patience());
    return MediaOutput.create(transport.url(), transport.outputOptions(timing, token));
  }

  /** Writes what comes, until the queue has ended or other streams are to be sent. */
  private void send(MediaOutput output, Tracks.Connected connected, TimeShift shift, Tracks mine) {
    boolean live = false;
    Coded first = null;
    long start = 0;
    try {
      while (!queue.hasEnded() && tracks == mine && !aborted) {
        Coded item = queue.take(GLANCE);
        if (item == null) {
          continue;
        }
        try {
          Sink<Packet> track = connected.of(item);
          if (track == null || tracks != mine) {
            continue;
          }
          if (first == null) {
            first = item;
            start = System.nanoTime();
            shift.setOffset(offset(item));
          }
          long behind = Math.min(GopCache.LONGEST, item.dtsNanos() - first.dtsNanos());
          sleepUntil(start + behind / CATCH_UP_SPEED);
          write(item, shift, track);
          status.written(item, output.bytesWritten());
        } finally {
          item.release();
        }
        if (!live && (item.key() || !mine.hasVideo())) {
          live = true;
          status.become(DestinationState.LIVE, null);
        }
        watchCongestion(live);
        if (item.dtsNanos() / 1000 - firstMicros() > LONGEST_CONNECTION) {
          firstDts = null;
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while sending to " + destination.name());
    }
  }

  private static void sleepUntil(long time) throws InterruptedException {
    long early = time - System.nanoTime();
    if (early > 0) {
      TimeUnit.NANOSECONDS.sleep(early);
    }
  }

  private void write(Coded item, TimeShift shift, Sink<Packet> track) {
    long start = System.nanoTime();
    shift.feed(item.packet(), track);
    status.wrote(System.nanoTime() - start);
  }

  private void watchCongestion(boolean live) {
    long waiting = queue.waitingNanos();
    if (live && waiting > CONGESTED) {
      status.become(DestinationState.CONGESTED, null);
    } else if (live && waiting < RELAXED) {
      status.become(DestinationState.LIVE, null);
    }
  }

  /** Only then may a connection begin with what the one before it has sent already. */
  private boolean restarts() {
    return timing.timestamps() == PushTiming.Timestamps.RESTART;
  }

  private long firstMicros() {
    return firstDts == null ? 0 : firstDts.toMicros();
  }

  /** What is added to all times of this connection. */
  private Timestamp offset(Coded first) {
    Timestamp dts = new Timestamp(first.dtsNanos(), Rational.NANOSECOND);
    if (firstDts == null || restarts()) {
      firstDts = dts;
    }
    return Timestamp.ofMicros(-firstMicros());
  }

  /** Waits; whether to go on thereafter. */
  private boolean pause(Duration pause) {
    long deadline = System.nanoTime() + pause.toNanos();
    try {
      long left;
      while (!queue.hasEnded() && !aborted && (left = deadline - System.nanoTime()) > 0) {
        TimeUnit.NANOSECONDS.sleep(Math.min(left, GLANCE));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !queue.hasEnded() && !aborted;
  }

  /** Ends when what waits has been written. */
  void end() {
    queue.end();
  }

  /** Ends now if there is no connection yet; what could be written then is not waited for. */
  void endConnecting() {
    CancelToken token = connection;
    if (token != null && !queue.isOpen()) {
      token.cancel();
    }
  }

  /** Ends now. */
  void abort() {
    aborted = true;
    queue.end();
    CancelToken token = connection;
    if (token != null) {
      token.cancel();
    }
    thread.interrupt();
  }

  /** Whether the first attempt to connect has come to an end, well or badly. */
  boolean hasTried() {
    return tried;
  }

  /** Whether the thread has ended, waiting that long. */
  boolean awaitStopped(Duration timeout) throws InterruptedException {
    return stopped.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
