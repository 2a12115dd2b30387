package io.av4j.pipeline;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The threads of a pipeline. */
final class Crew {
  private final String pipeline;
  private final Lifecycle lifecycle;
  private final Consumer<? super Throwable> failures;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  // Of the thread that made the pipeline, so that its threads' log lines are attributed as its own.
  private final @Nullable Map<String, String> logContext = MDC.getCopyOfContextMap();

  /** What a thread does. */
  interface Body {
    void run() throws InterruptedException;
  }

  /**
   * @param failures gets what a thread throws, on that thread
   */
  Crew(String pipeline, Lifecycle lifecycle, Consumer<? super Throwable> failures) {
    this.pipeline = pipeline;
    this.lifecycle = lifecycle;
    this.failures = failures;
  }

  void add(String job, Body body) {
    Thread thread = new Thread(() -> run(body), "av4j-" + pipeline + "-" + job);
    thread.setDaemon(true);
    threads.add(thread);
  }

  private void run(Body body) {
    try {
      if (logContext != null) {
        MDC.setContextMap(logContext);
      }
      if (lifecycle.enter()) {
        body.run();
      }
    } catch (InterruptedException e) {
      failures.accept(
          new CancellationException("interrupted: " + Thread.currentThread().getName()));
    } catch (Throwable e) {
      failures.accept(e);
    } finally {
      lifecycle.leave();
    }
  }

  void start() {
    lifecycle.begin(threads.size());
    int begun = 0;
    try {
      for (Thread thread : threads) {
        thread.start();
        begun++;
      }
    } catch (Throwable e) {
      // The machine gives no more threads. Those that run end, and those that do not are no part.
      failures.accept(e);
      throw e;
    } finally {
      for (int missing = begun; missing < threads.size(); missing++) {
        lifecycle.leave();
      }
    }
  }

  boolean hasThisThread() {
    return threads.contains(Thread.currentThread());
  }
}
