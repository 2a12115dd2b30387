package io.av4j.pipeline;

import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.container.Route;
import io.av4j.flow.Sink;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

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
 */
public final class Pipeline implements AutoCloseable {
  /** How far a source may get ahead of the slowest other one. */
  public static final Duration TOLERANCE = Duration.ofMillis(100);

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final String name;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final Choke choke = new Choke(this);
  private final Object lock = new Object();
  private int running;
  private @Nullable Throwable failure;
  // Of the thread that made the pipeline, so that its threads' log lines are attributed as its own.
  private final @Nullable Map<String, String> logContext = MDC.getCopyOfContextMap();
  private volatile boolean started;
  private volatile boolean stopping;
  private volatile boolean cancelled;

  private Pipeline(String name) {
    this.name = name;
  }

  /** A pipeline whose threads bear that name. */
  public static Pipeline named(String name) {
    return new Pipeline(name);
  }

  /** A thread with a queue. Before the start. */
  public Worker worker(String job, QueueLimits limits) {
    synchronized (lock) {
      requireNotStarted();
      Worker worker = new Worker(this, job, limits);
      workers.add(worker);
      thread(job, worker::run);
      return worker;
    }
  }

  /**
   * A thread that feeds others. Before the start.
   *
   * @param body reads and feeds until there is no more, or {@link Source#mayGoOn} says no; it ends
   *     what it feeds
   */
  public void source(String job, Consumer<Source> body) {
    synchronized (lock) {
      requireNotStarted();
      Source source = choke.add();
      thread(
          job,
          () -> {
            source.runOn(Thread.currentThread());
            try {
              body.accept(source);
            } finally {
              choke.ended(source);
            }
          });
    }
  }

  /**
   * A thread that reads an input to its end, or to the {@link #stop()}, into the routes, and ends
   * them. The routes' packets should be on one time line with those of other sources. Before the
   * start.
   */
  public void read(MediaInput input, Route... routes) {
    source(
        "read",
        source -> {
          Reached reached = new Reached();
          Route[] watched =
              Arrays.stream(routes)
                  .map(route -> route.stream().to(reached.before(route.sink())))
                  .toArray(Route[]::new);
          input.pumpWhile(() -> source.mayGoOn(reached.time), watched);
        });
  }

  /** How far a source has read. */
  private static final class Reached {
    private @Nullable Timestamp time;

    Sink<Packet> before(Sink<? super Packet> next) {
      return new Sink<>() {
        @Override
        public void accept(Packet packet) {
          Timestamp dts = packet.dts();
          time = dts != null ? dts : time;
          next.accept(packet);
        }

        @Override
        public void end() {
          next.end();
        }
      };
    }
  }

  private interface Body {
    void run() throws InterruptedException;
  }

  private void thread(String job, Body body) {
    Thread thread = new Thread(() -> runBody(body), "av4j-" + name + "-" + job);
    thread.setDaemon(true);
    threads.add(thread);
  }

  private void runBody(Body body) {
    try {
      if (logContext != null) {
        MDC.setContextMap(logContext);
      }
      body.run();
    } catch (InterruptedException e) {
      fail(new CancellationException("interrupted: " + Thread.currentThread().getName()));
    } catch (Throwable e) {
      fail(e);
    } finally {
      synchronized (lock) {
        running--;
        lock.notifyAll();
      }
    }
  }

  private void fail(Throwable cause) {
    synchronized (lock) {
      if (failure == null && !cancelled) {
        failure = cause;
      }
    }
    endAll();
  }

  /** Closes the item with the pipeline, the last first, when all threads have ended. */
  public <C extends AutoCloseable> C own(C item) {
    synchronized (lock) {
      owned.push(item);
      return item;
    }
  }

  /** Starts all threads. Once. */
  public void start() {
    synchronized (lock) {
      requireNotStarted();
      requireNotCancelled();
      started = true;
      running = threads.size();
    }
    threads.forEach(Thread::start);
  }

  /** Starts and awaits the end. */
  public void run() {
    start();
    await();
  }

  /**
   * Waits until all threads have ended.
   *
   * @throws RuntimeException the first failure of a part, as it was thrown there
   * @throws CancellationException if cancelled, or this thread is interrupted, which stays set
   */
  public void await() {
    while (!await(Duration.ofDays(1))) {
      // As long as it takes.
    }
  }

  /**
   * As {@link #await()}, but no longer than the timeout.
   *
   * @return whether all threads have ended
   */
  public boolean await(Duration timeout) {
    if (!started) {
      throw new IllegalStateException("the pipeline " + name + " has not been started");
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (lock) {
      try {
        while (running > 0) {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return false;
          }
          TimeUnit.NANOSECONDS.timedWait(lock, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while waiting for the pipeline " + name);
      }
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      requireNotCancelled();
      return true;
    }
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
    synchronized (lock) {
      if (failure != null || hasEnded()) {
        return;
      }
      cancelled = true;
    }
    endAll();
  }

  private boolean hasEnded() {
    return started && running == 0;
  }

  private void endAll() {
    stopping = true;
    workers.forEach(Worker::close);
    choke.wake();
    for (Thread thread : threads) {
      if (thread != Thread.currentThread()) {
        thread.interrupt();
      }
    }
  }

  /** What waits in front of each worker, in the order in which they were made. */
  public List<QueueDepth> queues() {
    synchronized (lock) {
      return workers.stream().map(Worker::depth).toList();
    }
  }

  void sourceWaits() {
    choke.setWaiting(true);
  }

  void sourceGoesOn() {
    choke.setWaiting(false);
  }

  void requireNotStarted() {
    if (started) {
      throw new IllegalStateException("the pipeline " + name + " has been started");
    }
  }

  void requireNotCancelled() {
    if (cancelled) {
      throw new CancellationException("the pipeline " + name + " was cancelled");
    }
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
    joinThreads();
    RuntimeException first = null;
    AutoCloseable item;
    while ((item = nextOwned()) != null) {
      try {
        item.close();
      } catch (Exception e) {
        RuntimeException thrown =
            e instanceof RuntimeException r ? r : new IllegalStateException(e);
        if (first == null) {
          first = thrown;
        } else {
          first.addSuppressed(thrown);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private @Nullable AutoCloseable nextOwned() {
    synchronized (lock) {
      return owned.poll();
    }
  }

  private void joinThreads() {
    long deadline = System.nanoTime() + CLOSE_WAIT.toNanos();
    boolean interrupted = false;
    synchronized (lock) {
      long left;
      while (started && running > 0 && (left = deadline - System.nanoTime()) > 0) {
        if (threads.contains(Thread.currentThread())) {
          break;
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
