package io.av4j.clock;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets media through in real time by its timestamps.
 *
 * <p>Deadlines are absolute from the first item on, so that small errors do not add up. The first
 * half second passes at once, a late source is caught up with gently, a jump of the timestamps is
 * not waited for ({@link PacerOptions}). One pacer serves all streams of an input, on one thread;
 * {@link #cancel()} comes from any.
 */
public final class Pacer implements Stage<Packet, Packet> {
  private final NanoClock clock;
  private final PacerSchedule schedule;
  private final long grain;
  private final Histogram errors = new Histogram();
  private long items;
  private volatile boolean cancelled;
  private volatile @Nullable Thread waiting;

  private Pacer(NanoClock clock, PacerOptions options) {
    this.clock = clock;
    this.schedule = new PacerSchedule(options);
    this.grain = PacerSchedule.nanos(options.grain());
  }

  /** A pacer like the ffmpeg program's {@code -re}. */
  public static Pacer realtime() {
    return new Pacer(NanoClock.system(), PacerOptions.DEFAULT);
  }

  /** A pacer by that clock. */
  public static Pacer of(NanoClock clock, PacerOptions options) {
    return new Pacer(clock, options);
  }

  /**
   * Waits until the time of the item is there, or nearer than the grain, or the pacer is cancelled.
   *
   * @param time the item's dts; null passes at once
   * @throws CancellationException if cancelled, or the thread is interrupted, which stays set
   */
  public void await(@Nullable Timestamp time) {
    requireGoingOn();
    long due = due(time);
    if (due - clock.nanoTime() <= grain) {
      return;
    }
    waiting = Thread.currentThread();
    try {
      while (!clock.isPast(due)) {
        // Behind the note of who waits: a cancel now either is seen or ends the wait.
        requireGoingOn();
        clock.waitUntil(due);
      }
      requireGoingOn();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("thread interrupted while waiting for real time");
    } finally {
      waiting = null;
    }
    waited(due);
  }

  /**
   * When the item is due, by the clock; now or before where it passes at once. For a thread that
   * waits for other things too: it waits by itself, without regard to the grain, and tells {@link
   * #waited}. Asked once for each item.
   *
   * @param time as in {@link #await}
   */
  public synchronized long due(@Nullable Timestamp time) {
    items++;
    long now = clock.nanoTime();
    if (time == null) {
      return now;
    }
    long media = Rational.rescale(time.value(), time.timeBase(), Rational.NANOSECOND);
    if (media == Long.MIN_VALUE) {
      // More than 292 years: whatever it is, it is a cut.
      media = time.value() < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE;
    }
    return schedule.due(media, now);
  }

  private void requireGoingOn() {
    if (cancelled) {
      throw new CancellationException("cancelled while waiting for real time");
    }
  }

  /** Counts how well an item that was waited for, until now, came at its time. */
  public void waited(long due) {
    errors.count(clock.nanoTime() - due);
  }

  /** Waits until the packet's dts is there, or its pts where it has no dts, and hands it on. */
  @Override
  public void feed(Packet packet, Sink<? super Packet> sink) {
    Timestamp dts = packet.dts();
    await(dts != null ? dts : packet.pts());
    sink.accept(packet);
  }

  /** Nothing is inside. */
  @Override
  public void flush(Sink<? super Packet> sink) {}

  /**
   * Ends the wait that is on, and every later one, with {@link CancellationException}. From any
   * thread.
   */
  public void cancel() {
    cancelled = true;
    LockSupport.unpark(waiting);
  }

  /** How well real time was held so far. From any thread. */
  public synchronized PacerStatistics statistics() {
    return new PacerStatistics(
        items,
        errors.total(),
        errors.quantile(0.5),
        errors.quantile(0.99),
        errors.max(),
        schedule.lags(),
        schedule.cuts());
  }
}
