package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.PushState;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.LeakExtension;
import io.av4j.testing.Quantile;
import io.av4j.testing.RtmpPhase;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushes that are started, and stopped or aborted, at random moments from several threads. */
@Tag("soak")
@Timeout(900)
class StartStopTest {
  private static final int THREADS = 8;
  private static final int EACH = Soak.times(6, 125);
  private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final VideoFormat TINY =
      VideoFormat.of(64, 48, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));

  @TempDir Path folder;

  private final Queue<Double> stops = new ConcurrentLinkedQueue<>();
  private final Queue<Double> aborts = new ConcurrentLinkedQueue<>();

  @Test
  void leaveNothingAndNoneHangs() throws Exception {
    long seed = Long.getLong("av4j.seed", 3);
    System.out.println("StartStopTest seed " + seed);
    long descriptors = PushThreads.descriptors();
    try (FakeRtmpServer good = FakeRtmpServer.start(RtmpScript.take());
        FakeRtmpServer mute = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.CONNECT))) {
      List<String> servers =
          List.of(good.url("a"), mute.url("b"), "rtmp://127.0.0.1:1/live/c", "a file");
      // What a program pays once, half a second on a slow machine: the libraries and the classes.
      Random first = new Random(seed - 1);
      for (int i = 0; i < 4; i++) {
        startAndEnd("first-" + i, servers, first);
      }
      stops.clear();
      aborts.clear();
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
          Random random = new Random(seed + t);
          int thread = t;
          all.add(
              threads.submit(
                  () -> {
                    for (int i = 0; i < EACH; i++) {
                      startAndEnd("p" + thread + "-" + i, servers, random);
                    }
                  }));
        }
        awaitAll(all);
      } finally {
        threads.shutdownNow();
      }
    }
    PushThreads.awaitNone();
    LeakExtension.requireNoneOpen(THREADS * EACH + " pushes", Map.of());
    Await.until(
        () -> PushThreads.descriptors() <= descriptors + 2,
        () -> PushThreads.descriptors() + " descriptors, " + descriptors + " before");
    print("stop", stops);
    print("abort", aborts);
    assertThat(stops.size() + aborts.size()).isEqualTo(THREADS * EACH);
    assertThat(stops).allMatch(s -> s <= 5);
    // Within the suite other work may hold up eight pushes that begin at once.
    assertThat(aborts).allMatch(s -> s <= (Soak.ON ? 0.3 : 3));
  }

  private static void print(String what, Collection<Double> seconds) {
    System.out.printf(
        Locale.ROOT,
        "%d of %s: p50 %.0f ms, p99 %.0f ms, max %.0f ms%n",
        seconds.size(),
        what,
        Quantile.of(seconds, 0.5) * 1000,
        Quantile.of(seconds, 0.99) * 1000,
        Quantile.of(seconds, 1) * 1000);
  }

  /** A clip as it is, or drawn pictures encoded, to two of the servers. */
  private PushPlan plan(String name, List<String> servers, Random random) {
    Destination[] two = new Destination[2];
    for (int i = 0; i < two.length; i++) {
      String server = servers.get(random.nextInt(servers.size()));
      String file = folder.resolve(name + "-" + i + ".flv").toString();
      two[i] = Destination.of("d" + i, server.equals("a file") ? file : server);
    }
    return random.nextBoolean()
        ? PushPlan.of(TestMedia.clip("flash_vfr_360p.mp4")).name(name).rounds(0).copy(two).build()
        : PushPlan.of(new PushSource.Drawn(TINY, (frame, index) -> true))
            .name(name)
            .rendition(
                "r", VideoEncoding.x264(64, 48, 100_000).withOption("preset", "ultrafast"), two)
            .build();
  }

  private void startAndEnd(String name, List<String> servers, Random random) {
    try (LivePush push = LivePush.start(plan(name, servers, random))) {
      push.awaitEnd(Duration.ofMillis(random.nextInt(500)));
      boolean aborting = random.nextBoolean();
      long start = System.nanoTime();
      if (aborting) {
        push.abort();
      } else {
        push.stop();
      }
      (aborting ? aborts : stops).add((System.nanoTime() - start) / 1e9);
      assertThat(push.state()).isEqualTo(PushState.STOPPED);
    }
  }

  /** Waits for all; where none has ended for long, all threads' stacks are shown. */
  private void awaitAll(List<Future<?>> all) throws Exception {
    int ended = 0;
    long deadline = System.nanoTime() + HANGS_NANOS;
    while (!all.stream().allMatch(Future::isDone)) {
      int now = stops.size() + aborts.size();
      if (now > ended) {
        ended = now;
        deadline = System.nanoTime() + HANGS_NANOS;
      } else if (System.nanoTime() > deadline) {
        fail("hangs after " + ended + " pushes\n" + stacks());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    for (Future<?> one : all) {
      one.get();
    }
  }

  private static String stacks() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              text.append(thread).append('\n');
              for (StackTraceElement element : stack) {
                text.append("  ").append(element).append('\n');
              }
            });
    return text.toString();
  }
}
