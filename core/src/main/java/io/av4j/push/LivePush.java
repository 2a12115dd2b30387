package io.av4j.push;

import io.av4j.clock.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

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
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);
  // Who is not connected by then gets nothing.
  private static final long CONNECTING = TimeUnit.SECONDS.toNanos(1);
  private static final Duration ABORT = Duration.ofMillis(300);

  private final PushPlan plan;
  private final Runnable afterEnd;
  private final EventLog events;
  private final List<RenditionOutput> outputs;
  private final Senders senders;
  private final Playout playout;
  private final Feed feed;
  private final long start = System.nanoTime();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private final Thread ticker;
  private final Object lock = new Object();
  private PushState state = PushState.OPENING;
  private boolean stopAsked;
  private volatile boolean aborted;
  private @Nullable RuntimeException failure;

  private LivePush(PushPlan plan, @Nullable Consumer<PushEvent> listener, Runnable afterEnd) {
    this.plan = plan;
    this.afterEnd = afterEnd;
    this.events = new EventLog(plan.name());
    if (listener != null) {
      events.add(listener);
    }
    this.outputs =
        plan.renditions().stream().map(r -> new RenditionOutput(plan, r, events)).toList();
    this.senders = new Senders(outputs);
    this.playout = new Playout(plan, outputs, NanoClock.system());
    this.feed = new Feed(plan, playout, outputs, events);
    this.thread = new Thread(this::run, "av4j-" + plan.name());
    this.ticker = new Thread(this::tick, "av4j-" + plan.name() + "-clock");
    thread.setDaemon(true);
    ticker.setDaemon(true);
  }

  /** Starts a push. Returns at once; sources and destinations are opened on its threads. */
  public static LivePush start(PushPlan plan) {
    return start(plan, null);
  }

  /**
   * Starts a push whose events a listener gets, on one thread of the push, from the first on. It
   * may be slow or throw: then events are dropped and counted, or the exception is logged.
   */
  public static LivePush start(PushPlan plan, @Nullable Consumer<PushEvent> listener) {
    return start(plan, listener, () -> {});
  }

  /** As the others; the task runs on the push's thread when all has ended. */
  static LivePush start(PushPlan plan, @Nullable Consumer<PushEvent> listener, Runnable afterEnd) {
    LivePush push = new LivePush(plan, listener, afterEnd);
    push.thread.start();
    push.ticker.start();
    return push;
  }

  private void run() {
    MDC.put("push", plan.name());
    try {
      playout.loadSlate();
      feed.run();
    } catch (CancellationException e) {
      // Asked for.
    } catch (RuntimeException e) {
      events.publish("push", "failed", 0, Fault.of(e));
      synchronized (lock) {
        failure = e;
      }
    } finally {
      finish();
      MDC.remove("push");
    }
  }

  /** What is on its way is written, within the plan's bound; then all is freed. */
  private void finish() {
    become(PushState.STOPPING);
    // Aborting what is late is to be within the bound too.
    long deadline = System.nanoTime() + plan.timing().stop().minus(ABORT).toNanos();
    // No filler may follow the last picture into an encoder that has ended.
    endTicker();
    if (!aborted) {
      playout.finish();
    }
    senders.each(Sender::end);
    awaitSenders(Math.min(deadline, System.nanoTime() + CONNECTING));
    senders.each(Sender::endConnecting);
    awaitSenders(deadline);
    senders.each(Sender::abort);
    awaitSenders(System.nanoTime() + ABORT.toNanos());
    playout.close();
    become(failed() ? PushState.FAILED : PushState.STOPPED);
    events.close();
    try {
      afterEnd.run();
    } finally {
      ended.countDown();
    }
  }

  private void endTicker() {
    ticker.interrupt();
    try {
      ticker.join(ABORT.toMillis());
    } catch (InterruptedException e) {
      aborted = true;
      Thread.currentThread().interrupt();
    }
  }

  private boolean failed() {
    boolean noneLeft = !stopAsked && senders.haveAllFailed();
    return failure != null || noneLeft;
  }

  private void awaitSenders(long deadline) {
    try {
      senders.await(deadline, () -> aborted);
    } catch (InterruptedException e) {
      aborted = true;
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    MDC.put("push", plan.name());
    try {
      while (ended.getCount() > 0) {
        TimeUnit.NANOSECONDS.sleep(TICK);
        playout.tick();
        long now = System.nanoTime();
        outputs.forEach(output -> output.adapt(now));
        watch();
      }
    } catch (InterruptedException e) {
      // The push has ended.
    } finally {
      MDC.remove("push");
    }
  }

  private void watch() {
    boolean filling = playout.isFilling();
    synchronized (lock) {
      boolean begun = state == PushState.OPENING && feed.opened() > 0;
      boolean back = state == PushState.STALLED && !filling;
      if (begun || back) {
        changeState(PushState.RUNNING);
      } else if (state == PushState.RUNNING && filling) {
        changeState(PushState.STALLED);
      }
    }
    boolean over =
        outputs.stream().anyMatch(output -> !output.senders().isEmpty())
            && outputs.stream().allMatch(RenditionOutput::isOver);
    if (over) {
      feed.stop();
    }
  }

  private void become(PushState next) {
    synchronized (lock) {
      changeState(next);
    }
  }

  private void changeState(PushState next) {
    if (state != next && !state.isOver()) {
      events.publish("push", state + " -> " + next, 0, null);
      state = next;
      lock.notifyAll();
    }
  }

  /** What the push is doing. */
  public PushState state() {
    synchronized (lock) {
      return state;
    }
  }

  /** The push at this moment; costs some microseconds. */
  public PushSnapshot snapshot() {
    return new PushSnapshot(
        plan.name(),
        state(),
        Duration.ofNanos(System.nanoTime() - start),
        Duration.ofNanos(playout.reachedMicros() * 1000),
        feed.opened(),
        feed.faults(),
        playout.fillers(),
        feed.pacer().statistics(),
        feed.skew(),
        events.dropped(),
        outputs.stream().map(RenditionOutput::snapshot).toList(),
        senders.snapshots());
  }

  /**
   * Waits until the push has ended.
   *
   * @throws RuntimeException what made it fail, where something did
   * @throws CancellationException if this thread is interrupted, which stays set
   */
  public void awaitEnd() {
    while (!awaitEnd(Duration.ofDays(1))) {
      // As long as it takes.
    }
  }

  /**
   * As {@link #awaitEnd()}, but no longer than the timeout.
   *
   * @return whether it has ended
   */
  public boolean awaitEnd(Duration timeout) {
    try {
      if (!ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the push " + plan.name());
    }
    synchronized (lock) {
      if (failure != null) {
        throw failure;
      }
    }
    return true;
  }

  /**
   * Waits until every destination is live.
   *
   * @return whether they are; false when the timeout or the push's end comes first
   */
  public boolean awaitLive(Duration timeout) {
    return await(
        timeout,
        () -> {
          List<DestinationSnapshot> all = snapshot().destinations();
          return !all.isEmpty() && all.stream().allMatch(d -> d.state().isLive());
        });
  }

  private boolean await(Duration timeout, BooleanSupplier condition) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || ended.getCount() == 0) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while waiting for the push " + plan.name());
      }
    }
    return true;
  }

  /**
   * Plays these sources next, once; the present one ends at once and the programme goes on without
   * a gap.
   */
  public void switchTo(PushSource... sources) {
    if (sources.length == 0) {
      throw new IllegalArgumentException("nothing to switch to");
    }
    feed.switchTo(List.of(sources), 1);
    events.publish("source", "switched", 0, null);
  }

  /**
   * Sets the bit rate of a rendition from the next picture on.
   *
   * @throws IllegalStateException if its encoder cannot change it
   * @throws IllegalArgumentException if there is no such rendition, or the rate is not positive
   */
  public void changeBitRate(String rendition, long bitsPerSecond) {
    output(rendition).changeBitRate(bitsPerSecond);
  }

  /**
   * Encodes a rendition another way from the next picture on, with another encoder if wanted. Its
   * destinations are connected anew for it.
   *
   * @throws IllegalArgumentException if there is no such rendition, or it is not encoded
   * @throws io.av4j.MediaException if the encoder does not open; the rendition goes on as it was
   */
  public void changeEncoding(String rendition, VideoEncoding encoding) {
    RenditionOutput output = output(rendition);
    if (output.isCopy()) {
      throw new IllegalArgumentException(rendition + " is not encoded");
    }
    playout.change(output, encoding);
  }

  private RenditionOutput output(String rendition) {
    return outputs.stream()
        .filter(output -> output.rendition().name().equals(rendition))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no rendition " + rendition));
  }

  /**
   * Stops gracefully: what was read is still sent, within the plan's bound, and the servers are
   * told. Waits for it. Idempotent.
   */
  public void stop() {
    synchronized (lock) {
      stopAsked = true;
    }
    feed.stop();
    awaitOver(plan.timing().stop());
    abort();
  }

  /** Stops at once, within about 300 ms: what waits is dropped. Idempotent. */
  public void abort() {
    synchronized (lock) {
      stopAsked = true;
    }
    aborted = true;
    feed.abort();
    senders.each(Sender::abort);
    awaitOver(plan.timing().stop());
  }

  private void awaitOver(Duration timeout) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + timeout.toNanos();
    long left;
    while (ended.getCount() > 0
        && Thread.currentThread() != thread
        && (left = deadline - System.nanoTime()) > 0) {
      try {
        ended.await(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
        aborted = true;
      }
    }
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
