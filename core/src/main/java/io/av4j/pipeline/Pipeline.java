package io.av4j.pipeline;

import io.av4j.clock.NanoClock;
import io.av4j.container.MediaInput;
import io.av4j.container.Route;
import io.av4j.flow.InletClosedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that belong together: sources that read, and {@link Worker}s that decode, filter, encode
 * and write, with bounded queues between them.
 *
 * <p>First its parts are made, then it starts; it ends when all its threads have. The first failure
 * of any part ends all of them and is what {@link #await} throws. {@link #stop()} ends the sources,
 * so that everything read is still written; {@link #cancel()} ends every thread within about 100
 * ms, also one that is blocked in reading or writing. {@link #close()} leaves nothing running and
 * nothing of {@link #own} open. All methods may be called from any thread; the opener closes it.
 *
 * <pre>{@code
 * try (Pipeline pipeline = Pipeline.named("copy")) {
 *   Worker writer = pipeline.worker("write", QueueLimits.PACKETS);
 *   pipeline.read(input, stream.to(writer.packets(output.addCopy(stream))));
 *   pipeline.run();
 * }
 * }</pre>
 *
 * <p>A thread that is none of its own may feed its inlets as well: see {@link #run(Runnable)}.
 */
public final class Pipeline implements AutoCloseable {
  /** How far a source may get ahead of the slowest other one. */
  public static final Duration TOLERANCE = Duration.ofMillis(100);

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final NanoClock clock;
  private final Lifecycle lifecycle;
  private final Crew crew;
  private final List<Worker> workers = new CopyOnWriteArrayList<>();
  private final Owned owned = new Owned();
  private final Choke choke = new Choke(this);
  private final Refusals refusals;
  private volatile boolean stopping;

  private Pipeline(String name, NanoClock clock) {
    this.clock = clock;
    this.lifecycle = new Lifecycle(name, clock);
    this.refusals = new Refusals(name);
    this.crew = new Crew(name, lifecycle, this::fail);
  }

  /** A pipeline whose threads bear that name. */
  public static Pipeline named(String name) {
    return named(name, NanoClock.system());
  }

  /** A pipeline whose timeouts and deadlines are that clock's. */
  public static Pipeline named(String name, NanoClock clock) {
    return new Pipeline(name, clock);
  }

  NanoClock clock() {
    return clock;
  }

  /** A thread with a queue. Before the start. */
  public Worker worker(String job, QueueLimits limits) {
    requireNotStarted();
    Worker worker = new Worker(this, job, limits, choke);
    workers.add(worker);
    if (lifecycle.ending() != null) {
      worker.close();
    }
    crew.add(job, worker::run);
    return worker;
  }

  /**
   * A thread that feeds others. Before the start.
   *
   * @param body reads and feeds until there is no more, or {@link Source#mayGoOn} says no; it ends
   *     what it feeds
   */
  public void source(String job, Consumer<Source> body) {
    requireNotStarted();
    crew.add(job, choke.watched(body));
  }

  /**
   * A thread that reads an input to its end, or to the {@link #stop()}, into the routes, and ends
   * them. The routes' packets should be on one time line with those of other sources. Before the
   * start.
   */
  public void read(MediaInput input, Route... routes) {
    source("read", source -> new Reached().pump(input, source, routes));
  }

  /** Closes the item with the pipeline, the last first, when all threads have ended. */
  public <C extends AutoCloseable> C own(C item) {
    owned.add(item);
    return item;
  }

  /**
   * Has a listener told, once, how the pipeline ended. Before the start.
   *
   * <p>The last thread to end tells it, or the one that starts a pipeline without threads; {@link
   * #await} and {@link #close()} return behind that, so the listener must not wait for either
   * elsewhere. What it throws is logged. A pipeline that never started does not end.
   */
  public void onEnd(Consumer<? super Ending> listener) {
    lifecycle.onEnd(listener);
  }

  /**
   * Starts all threads. Once.
   *
   * @throws CancellationException if it was cancelled before
   */
  public void start() {
    crew.start();
  }

  /** Starts and awaits the end. */
  public void run() {
    start();
    await();
  }

  /**
   * Starts, feeds workers on this thread, and awaits the end. A failure of a worker reaches the
   * feeding thread as an {@link InletClosedException} when it next gives something; what the
   * feeding throws ends the pipeline as a part's failure does.
   *
   * @param feeding ends the inlets it feeds
   * @throws RuntimeException as {@link #await()}
   */
  public void run(Runnable feeding) {
    start();
    try {
      feeding.run();
    } catch (Throwable e) {
      fail(e);
    }
    await();
  }

  /**
   * Waits until all threads have ended.
   *
   * @throws RuntimeException the first failure of a part, as it was thrown there
   * @throws CancellationException if cancelled, or this thread is interrupted, which stays set
   */
  public void await() {
    lifecycle.await(null);
  }

  /**
   * As {@link #await()}, but no longer than the timeout.
   *
   * @return whether all threads have ended
   */
  public boolean await(Duration timeout) {
    return lifecycle.await(timeout);
  }

  /**
   * The first failure so far, or null; threads may still be ending. Null also where the pipeline
   * was cancelled before anything failed. Does not wait.
   */
  public @Nullable Throwable failure() {
    return lifecycle.failure();
  }

  /** Ends the sources; what they have read runs through. Returns at once. */
  public void stop() {
    stopping = true;
    choke.wake();
  }

  /** Whether the sources are to end. */
  public boolean isStopping() {
    return stopping;
  }

  /** Ends everything within about 100 ms; what is queued is dropped. Returns at once. */
  public void cancel() {
    breakOff(new Ending.Cancelled());
  }

  /**
   * Ends everything as a part's failure does; for a thread that feeds the pipeline without being
   * one of its own. Without effect where it has failed, was cancelled or has ended, and for the
   * {@link InletClosedException} of an inlet of its own. Returns at once.
   */
  public void fail(Throwable cause) {
    if (!refusals.contains(cause)) {
      breakOff(new Ending.Failed(cause));
    }
  }

  private void breakOff(Ending how) {
    if (lifecycle.breakOff(how)) {
      stopping = true;
      workers.forEach(Worker::close);
      choke.wake();
      lifecycle.interruptOthers();
    }
  }

  /** What an inlet of this pipeline throws that takes nothing more. */
  InletClosedException refusal(String worker) {
    return refusals.make(worker, lifecycle.ending());
  }

  /** What waits in front of each worker, in the order in which they were made. */
  public List<QueueDepth> queues() {
    return workers.stream().map(Worker::depth).toList();
  }

  void requireNotStarted() {
    lifecycle.requireNotStarted();
  }

  void requireGoingOn() {
    lifecycle.requireGoingOn();
  }

  /**
   * Cancels what still runs, waits for its end and closes what the pipeline owns. Idempotent. A
   * part that does not end within 10 s is left behind; what it uses is then freed when it ends.
   *
   * @throws RuntimeException what closing an owned item threw first
   */
  @Override
  public void close() {
    cancel();
    if (!crew.hasThisThread()) {
      lifecycle.join(CLOSE_WAIT);
    }
    owned.close();
  }
}
