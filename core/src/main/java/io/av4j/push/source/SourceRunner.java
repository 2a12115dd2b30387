package io.av4j.push.source;

import io.av4j.clock.NanoClock;
import io.av4j.clock.Pacer;
import io.av4j.clock.PacerOptions;
import io.av4j.clock.PacerStatistics;
import io.av4j.clock.SkewStatistics;
import io.av4j.container.Probing;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.PushTiming;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The thread of a push that opens sources, paces, reads and draws them, one after the other, as it
 * is told.
 *
 * <p>A source is opened by {@link #open} and begins when {@link #play} says so. It ends by itself,
 * by {@link #end()}, or by {@link #cancel()}; {@link SourceListener#ended} is told each time,
 * exactly once. A source that is opened while another one plays waits until that is over.
 *
 * <p>All methods are for any thread, and none blocks.
 */
public final class SourceRunner implements AutoCloseable {
  private final SourceOpener opener;
  private final Programme programme;
  private final SourceListener listener;
  private final NanoClock clock;
  private final Thread thread;
  // Of the thread that makes the push, so that the log lines here are attributed as its own.
  private final @Nullable Map<String, String> logContext = MDC.getCopyOfContextMap();

  // Any thread may ask for their numbers; all else is the runner's thread's.
  private final Pacer pacer;
  private final SourceTimeline timeline = new SourceTimeline();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Under the lock.
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private @Nullable Turn present;
  private boolean closed;

  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  SourceRunner(
      String push,
      SourceOpener opener,
      Programme programme,
      SourceListener listener,
      NanoClock clock) {
    this.opener = opener;
    this.programme = programme;
    this.listener = listener;
    this.clock = clock;
    this.pacer = Pacer.of(clock, PacerOptions.DEFAULT);
    this.thread = new Thread(this::run, "av4j-" + push + "-source");
    thread.setDaemon(true);
  }

  /**
   * Starts the thread of a push.
   *
   * @param push its name, in the names of threads
   * @param timing says how long a source may be silent
   * @param programme what the sources are played into
   */
  public static SourceRunner start(
      String push,
      PushTiming timing,
      Programme programme,
      SourceListener listener,
      NanoClock clock) {
    SourceOpener opener =
        (source, token) -> {
          if (source instanceof PushSource.Drawn drawn) {
            return new DrawnSource(drawn);
          }
          Probing probing = programme.decodes() ? Probing.DECODERS : Probing.CONTAINER;
          return MediaSource.open(push, (PushSource.Media) source, timing.read(), probing, token);
        };
    SourceRunner runner = new SourceRunner(push, opener, programme, listener, clock);
    runner.start();
    return runner;
  }

  void start() {
    thread.start();
  }

  /**
   * Opens a source behind those that were opened before.
   *
   * @param token names it thereafter
   * @throws IllegalStateException if the runner is closed
   */
  public void open(long token, PushSource source) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the source's thread is closed");
      }
      waiting.add(new Turn(token, source, lock, clock));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets a source begin, at once or as soon as it is open. Without effect on one that is over.
   *
   * @param token of its {@link #open}
   */
  public void play(long token) {
    for (Turn turn : turns()) {
      if (turn.token() == token) {
        turn.play();
      }
    }
  }

  /**
   * Makes this the end of all sources opened so far: one that plays ends as at its end, so that
   * what was read runs through; one that opens or waits is not played.
   */
  public void end() {
    turns().forEach(Turn::end);
  }

  /** Breaks off all sources opened so far, within about 100 ms. */
  public void cancel() {
    turns().forEach(Turn::cancel);
  }

  /** As {@link #cancel()}, and then ends the thread. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    cancel();
  }

  private List<Turn> turns() {
    lock.lock();
    try {
      List<Turn> all = new ArrayList<>(waiting);
      if (present != null) {
        all.add(present);
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Completes, never exceptionally, when the thread has ended behind {@link #close()}, with all its
   * sources told as ended.
   */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  /** How far the programme was fed so far. */
  public Duration reached() {
    return timeline.reached();
  }

  /** How well real time was held so far. */
  public PacerStatistics pacing() {
    return pacer.statistics();
  }

  /** How far video and audio were moved against each other so far. */
  public SkewStatistics skew() {
    return timeline.skew();
  }

  private void run() {
    try {
      if (logContext != null) {
        MDC.setContextMap(logContext);
      }
      for (Turn turn = next(); turn != null; turn = next()) {
        Throwable failure = turn.run(opener, programme, listener, this::play);
        listener.ended(turn.token(), failure);
      }
    } finally {
      lock.lock();
      try {
        closed = true;
      } finally {
        lock.unlock();
      }
      ended.complete(null);
    }
  }

  private void play(OpenSource source, Turn turn) {
    Pacing pacing =
        programme.decodes()
            ? Pacing.exact(pacer, clock, turn, programme::flush)
            : Pacing.grained(pacer, clock, turn, programme::flush);
    source.play(programme, timeline, pacing);
  }

  /** The next source, or null where the runner is closed and all are over. */
  private @Nullable Turn next() {
    lock.lock();
    try {
      present = null;
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      present = waiting.poll();
      return present;
    } finally {
      lock.unlock();
    }
  }
}
