package io.av4j.push;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one push: into the log, and to listeners on one thread of their own, which can be
 * slow or throw without harm.
 */
final class EventLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LivePush.class);
  private static final int MOST_WAITING = 1024;

  private final String push;
  private final List<Consumer<PushEvent>> listeners = new CopyOnWriteArrayList<>();
  private final ThreadPoolExecutor executor;
  private long sequence;
  private long dropped;

  EventLog(String push) {
    this.push = push;
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "av4j-" + push + "-events");
              thread.setDaemon(true);
              return thread;
            },
            (task, pool) -> {
              synchronized (this) {
                dropped++;
              }
              pool.getQueue().poll();
              pool.execute(task);
            });
    executor.allowCoreThreadTimeOut(true);
  }

  void add(Consumer<PushEvent> listener) {
    listeners.add(listener);
  }

  synchronized void publish(String subject, String change, int attempt, @Nullable Fault fault) {
    PushEvent event =
        new PushEvent(++sequence, Instant.now(), push, subject, change, attempt, fault);
    if (fault == null) {
      LOG.info("{} {}: {}", push, subject, change);
    } else {
      LOG.warn("{} {}: {} ({} {})", push, subject, change, fault.kind(), fault.text());
    }
    if (!listeners.isEmpty() && !executor.isShutdown()) {
      executor.execute(() -> listeners.forEach(listener -> tell(listener, event)));
    }
  }

  private static void tell(Consumer<PushEvent> listener, PushEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.warn("a listener of {} failed", event.push(), e);
    }
  }

  synchronized long dropped() {
    return dropped;
  }

  /** Lets the listeners have what waits; no more comes. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
