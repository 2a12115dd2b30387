package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.FFmpeg;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.PushSnapshot;
import io.av4j.testing.Await;
import io.av4j.testing.FaultProxy;
import io.av4j.testing.NginxRtmp;
import io.av4j.testing.Quantile;
import io.av4j.testing.Scenario;
import io.av4j.testing.TestMedia;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * One push to six destinations while fault follows fault. At the end all are live, and the memory
 * of the process is what it was when it had warmed up.
 */
public final class Storm implements Supplier<Map<String, Scenario>> {
  static final int SECONDS = Soak.times(14, 1200);
  private static final int TURN_MILLIS = Soak.times(1500, 5000);
  private static final Duration SAMPLE = Duration.ofMillis(Soak.times(100, 500));
  private static final List<StormFault> KINDS = List.of(StormFault.values());
  private static final double MIB = 1 << 20;
  // What a JVM still adds after minutes: compiled code, and arenas of malloc for its threads. One
  // that is as young as that of the short form has not warmed up at all.
  private static final double MOST_GROWTH = Soak.ON ? 1.10 : 1.50;
  private static final double MOST_GROWTH_MIB = Soak.times(64, 8);

  private final long seed = Long.getLong("av4j.seed", 4);
  private final Random random = new Random(seed);
  private final Map<StormFault, Integer> faults = new EnumMap<>(StormFault.class);
  private final List<Double> residentMib = new ArrayList<>();

  @Override
  public Map<String, Scenario> get() {
    return Map.of("storm", this::run);
  }

  private void run() throws Exception {
    System.out.println("= storm: seed " + seed);
    Path folder = Files.createTempDirectory("av4j-storm");
    try (NginxRtmp nginx = NginxRtmp.start(folder);
        FaultProxy one = FaultProxy.to(nginx.port());
        FaultProxy two = FaultProxy.to(nginx.port());
        FaultProxy three = FaultProxy.to(nginx.port());
        LivePush push = LivePush.start(plan(nginx, one, two, three))) {
      requireLive(push);
      long threads = PushThreads.alive();
      long descriptors = PushThreads.descriptors();
      List<FaultProxy> links = List.of(one, two, three);
      double heapEarly = 0;
      int turns = SECONDS * 1000 / TURN_MILLIS;
      for (int turn = 0; turn < turns; turn++) {
        strike(push, nginx, links.get(random.nextInt(links.size())));
        if (turn == turns * 2 / 5) {
          heapEarly = heapMib();
        }
      }
      double live = requireLive(push);
      PushSnapshot end = push.snapshot();
      Await.until(
          () -> PushThreads.descriptors() <= descriptors + 2,
          () -> PushThreads.descriptors() + " descriptors, " + descriptors + " before");
      System.out.printf(
          Locale.ROOT,
          "= storm: %d faults in %d s %s; live after %.2f s; reconnects %s%n",
          turns,
          SECONDS,
          faults,
          live,
          end.destinations().stream().map(DestinationSnapshot::reconnects).toList());
      double early = Quantile.of(fifth(2), 0.5);
      double late = Quantile.of(fifth(5), 0.5);
      System.out.printf(
          Locale.ROOT,
          "= storm: resident %.1f MiB in the second fifth, %.1f in the last; heap after gc %.1f and"
              + " %.1f MiB; push threads %d and %d; descriptors %d and %d; native objects %s%n",
          early,
          late,
          heapEarly,
          heapMib(),
          threads,
          PushThreads.alive(),
          descriptors,
          PushThreads.descriptors(),
          FFmpeg.openNativeObjects());
      assertThat(late).isLessThan(early * MOST_GROWTH + MOST_GROWTH_MIB);
      assertThat(PushThreads.alive()).isEqualTo(threads);
    }
    PushThreads.awaitNone();
  }

  private static PushPlan plan(NginxRtmp nginx, FaultProxy one, FaultProxy two, FaultProxy three) {
    return PushPlan.of(TestMedia.clip("flash_1080p30.mp4"))
        .name("storm")
        .rounds(0)
        .rendition(
            "large",
            encoding(640, 360, 800_000),
            Destination.of("large-near", nginx.url("large-near")),
            Destination.of("large-far", one.url("live/large-far")))
        .rendition(
            "small",
            encoding(320, 180, 300_000),
            Destination.of("small-far", two.url("live/small-far")))
        .copy(
            Destination.of("copy-near", nginx.url("copy-near")),
            Destination.of("copy-far", one.url("live/copy-far")),
            Destination.of("copy-farther", three.url("live/copy-farther")))
        .build();
  }

  private static VideoEncoding encoding(int width, int height, long bitsPerSecond) {
    return VideoEncoding.x264(width, height, bitsPerSecond).withOption("preset", "ultrafast");
  }

  /** One turn: a fault that lasts for a part of it. */
  private void strike(LivePush push, NginxRtmp nginx, FaultProxy link) throws IOException {
    long start = System.nanoTime();
    StormFault fault = KINDS.get(random.nextInt(KINDS.size()));
    long lasts = (long) (TURN_MILLIS * (0.2 + 0.7 * random.nextDouble()));
    faults.merge(fault, 1, Integer::sum);
    fault.strike(nginx, link, random);
    sampleUntil(push, start + lasts * 1_000_000);
    fault.end(nginx, link);
    sampleUntil(push, start + TURN_MILLIS * 1_000_000L);
  }

  private void sampleUntil(LivePush push, long end) {
    while (System.nanoTime() < end) {
      assertThat(push.awaitEnd(SAMPLE)).isFalse();
      residentMib.add(residentMib());
    }
  }

  /** The seconds until all were live and got pictures. */
  private static double requireLive(LivePush push) {
    long start = System.nanoTime();
    assertThat(push.awaitLive(Duration.ofSeconds(10))).as(push.snapshot().toString()).isTrue();
    double seconds = (System.nanoTime() - start) / 1e9;
    for (DestinationSnapshot before : push.snapshot().destinations()) {
      Await.until(
          () -> push.snapshot().destination(before.name()).frames() > before.frames() + 10,
          () -> push.snapshot().toString());
    }
    return seconds;
  }

  private List<Double> fifth(int number) {
    int size = residentMib.size();
    return residentMib.subList(size * (number - 1) / 5, size * number / 5);
  }

  private static double heapMib() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / MIB;
  }

  private static double residentMib() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(l -> l.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
