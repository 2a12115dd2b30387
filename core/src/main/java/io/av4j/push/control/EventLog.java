package io.av4j.push.control;

import io.av4j.push.status.Fault;
import io.av4j.push.status.PushEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one push: into the log, and to a listener on a thread of its own, which can be slow
 * or throw without harm. A warning that repeats is logged once and then counted; the listener gets
 * every event. Used by the control thread alone, but for {@link #dropped()}.
 */
public final class EventLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.av4j.push");
  private static final int MOST_WAITING = 1024;

  private final String push;
  private final @Nullable Consumer<PushEvent> listener;
  private final @Nullable ThreadPoolExecutor executor;
  private final AtomicLong dropped = new AtomicLong();
  private final Map<String, Repeated> warnings = new HashMap<>();
  private long sequence;

  /** A warning that was logged, and how often it has come again since. */
  private static final class Repeated {
    private final Class<?> kind;
    private final Fault fault;
    private final String text;
    private long times;

    Repeated(Class<?> kind, Fault fault, String text) {
      this.kind = kind;
      this.fault = fault;
      this.text = text;
    }

    /** By the name of the fault: FFmpeg's words hold addresses and times. */
    boolean isOf(PushEvent event, Fault other) {
      return event.getClass() == kind
          && fault.kind() == other.kind()
          && fault.name().equals(other.name());
    }
  }

  /** A log for a push of that name, with a listener if there is one. */
  public EventLog(String push, @Nullable Consumer<PushEvent> listener) {
    this.push = push;
    this.listener = listener;
    this.executor = listener == null ? null : executor();
  }

  private ThreadPoolExecutor executor() {
    ThreadPoolExecutor one =
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
              dropped.incrementAndGet();
              // The oldest makes way; at the end those that wait are told, and this one is late.
              if (!pool.isShutdown()) {
                pool.getQueue().poll();
                pool.execute(task);
              }
            });
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  /** Tells an event, with the next stamp on it. */
  public void publish(Function<PushEvent.Stamp, PushEvent> made) {
    PushEvent event = made.apply(new PushEvent.Stamp(push, ++sequence, Instant.now()));
    log(event);
    Consumer<PushEvent> told = listener;
    if (told != null && executor != null && !executor.isShutdown()) {
      executor.execute(() -> tell(told, event));
    }
  }

  private void log(PushEvent event) {
    String text = event.text();
    Fault fault = event.fault();
    String subject = subject(event);
    Repeated before = warnings.get(subject);
    if (fault != null && before != null && before.isOf(event, fault)) {
      before.times++;
      return;
    }
    if (before != null && before.times > 0) {
      LOG.warn("{} {} ({} times more)", push, before.text, before.times);
    }
    if (fault == null) {
      warnings.remove(subject);
      LOG.info("{} {}", push, text);
    } else {
      warnings.put(subject, new Repeated(event.getClass(), fault, text));
      LOG.warn("{} {}", push, text);
    }
  }

  /** What repeats is told apart by what it is about. */
  private static String subject(PushEvent event) {
    if (event instanceof PushEvent.DestinationChanged changed) {
      return "destination " + changed.destination();
    }
    if (event instanceof PushEvent.AttemptFailed failed) {
      return "destination " + failed.destination();
    }
    if (event instanceof PushEvent.Recovered recovered) {
      return "destination " + recovered.destination();
    }
    if (event instanceof PushEvent.SourceFailed || event instanceof PushEvent.SourceOpened) {
      return "source";
    }
    return event.getClass().getSimpleName();
  }

  private static void tell(Consumer<PushEvent> listener, PushEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.warn("a listener of {} failed", event.stamp().push(), e);
    }
  }

  /** How many events a listener that was too slow has not got. Any thread. */
  public long dropped() {
    return dropped.get();
  }

  /** Lets the listener have what waits; no more comes. */
  public void close() {
    if (executor != null) {
      executor.shutdown();
    }
  }
}
