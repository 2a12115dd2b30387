package io.av4j.push.control;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that decides for all pushes and pools of the JVM, and their timer. What runs here
 * takes microseconds and never blocks; it ends when nothing has been asked of it for a while.
 */
public final class ControlThread {
  private static final long IDLE_SECONDS = 1;
  private static final ScheduledThreadPoolExecutor EXECUTOR = executor();

  private ControlThread() {}

  private static ScheduledThreadPoolExecutor executor() {
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "av4j-control");
              thread.setDaemon(true);
              return thread;
            });
    one.setRemoveOnCancelPolicy(true);
    one.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  /** Has a task done as soon as possible, behind those asked before. Any thread. */
  public static void execute(Runnable task) {
    // Where there is no thread to be had, this throws before the task is in the queue.
    EXECUTOR.prestartCoreThread();
    EXECUTOR.execute(task);
  }

  /** Has a task done after a while; cancel it where it is not needed any more. Any thread. */
  public static Future<?> after(long nanos, Runnable task) {
    return EXECUTOR.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }
}
