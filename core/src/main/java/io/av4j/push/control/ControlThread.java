package io.av4j.push.control;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that decides for all pushes and pools of the JVM, and their timer. What runs here
 * takes microseconds and never blocks. It lives while a push does, so that no stop depends on a
 * thread that may not be had; it ends a while after the last one, and its last task.
 */
public final class ControlThread {
  private static final long IDLE_SECONDS = 1;
  private static final ScheduledThreadPoolExecutor EXECUTOR = executor();
  // Under the lock of the class.
  private static int pushes;

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

  /** A push begins: the thread is there until the matching {@link #letGo()}. Any thread. */
  public static synchronized void hold() {
    // Where there is no thread to be had, this throws and nothing is held.
    EXECUTOR.prestartCoreThread();
    pushes++;
    EXECUTOR.allowCoreThreadTimeOut(false);
  }

  /** A push is over. Any thread. */
  public static synchronized void letGo() {
    pushes--;
    EXECUTOR.allowCoreThreadTimeOut(pushes == 0);
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
