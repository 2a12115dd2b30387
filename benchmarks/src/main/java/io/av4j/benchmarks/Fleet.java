package io.av4j.benchmarks;

import io.av4j.FFmpeg;
import io.av4j.benchmarks.fleet.FleetReport;
import io.av4j.push.LivePush;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.PushState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Many live pushes of one file from one JVM, each as an operator would start it.
 *
 * <p>Copying allocates next to nothing in the heap, so the smallest collector serves it best:
 * {@link #JVM_OPTIONS}.
 */
@Command(
    name = "Fleet",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Pushes N copies of IN in real time, over and over, to URL_PREFIX0, URL_PREFIX1, … "
            + "until stopped. Nothing is encoded.")
public final class Fleet implements Callable<Integer> {
  /** The JVM's options with which it is measured. */
  public static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx64m");

  private static final long START_GAP_MILLIS = 20;
  private static final long SETTLE_SECONDS = 30;
  private static final long STOP_SECONDS = 10;

  @Parameters(index = "0", paramLabel = "IN", description = "file of H.264 and AAC")
  private String in = "";

  @Parameters(index = "1", paramLabel = "URL_PREFIX", description = "rtmp://host/app/name")
  private String prefix = "";

  @Parameters(index = "2", paramLabel = "N", description = "how many pushes")
  private int number;

  @Option(names = "--seconds", paramLabel = "S", description = "stop after S seconds")
  private long seconds = Long.MAX_VALUE / 1_000_000_000L;

  @Option(
      names = "--every",
      paramLabel = "S",
      description = "a line of figures every S seconds (default: ${DEFAULT-VALUE})")
  private long every = 5;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  private Fleet() {}

  /** The command line. */
  public static void main(String[] arguments) {
    // FFmpeg complains of every decoder that it may not open; what ends a push is in its exception.
    System.setProperty("org.slf4j.simpleLogger.log.io.av4j.ffmpeg", "off");
    System.exit(new CommandLine(new Fleet()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (number < 1 || seconds < 1 || every < 1) {
      throw new IllegalArgumentException("N, --seconds and --every take 1 or more");
    }
    FFmpeg.require();
    Thread hook = new Thread(this::onSignal, "stop-signal");
    Runtime.getRuntime().addShutdownHook(hook);
    List<LivePush> pushes = new ArrayList<>();
    FleetReport report = new FleetReport(pushes, System.out);
    try {
      for (int i = 0; i < number; i++) {
        pushes.add(LivePush.start(plan(i)));
        // One after the other, so that a server is not asked for all of them in one moment.
        if (stop.await(START_GAP_MILLIS, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
      settle(pushes);
      watch(report, pushes);
    } finally {
      pushes.forEach(LivePush::requestStop);
      pushes.forEach(LivePush::close);
      report.end();
      stopped.countDown();
    }
    return pushes.stream().anyMatch(push -> push.state() != PushState.STOPPED) ? 1 : 0;
  }

  private PushPlan plan(int index) {
    return PushPlan.of(Path.of(in))
        .name("push-" + index)
        .rounds(0)
        .copy(Destination.of("to-" + index, prefix + index))
        .build();
  }

  /** Waits until all push, and gives back what only the opening needed. */
  private void settle(List<LivePush> pushes) throws InterruptedException {
    long start = System.nanoTime();
    while (pushes.stream().map(LivePush::snapshot).anyMatch(push -> !FleetReport.isLive(push))
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SETTLE_SECONDS)
        && !stop.await(START_GAP_MILLIS, TimeUnit.MILLISECONDS)) {
      // Each turn of this waits.
    }
    System.gc();
    Pointer.trimMemory();
  }

  /** Prints a line now and then until the signal, the time, or the end of the last push. */
  private void watch(FleetReport report, List<LivePush> pushes) throws InterruptedException {
    long start = System.nanoTime();
    long end = TimeUnit.SECONDS.toNanos(seconds);
    while (pushes.stream().anyMatch(push -> !push.state().isOver())) {
      long left = end - (System.nanoTime() - start);
      long wait = Math.min(left, TimeUnit.SECONDS.toNanos(every));
      if (wait <= 0 || stop.await(wait, TimeUnit.NANOSECONDS)) {
        return;
      }
      report.line();
    }
  }

  /** Asks the program to stop and keeps the JVM until it has. */
  private void onSignal() {
    stop.countDown();
    try {
      stopped.await(2 * STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
