package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.clock.PacerStatistics;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.LineFit;
import io.av4j.testing.MediaMessage;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.TestMedia;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How well a push of a file holds real time, alone and beside others that take the processors. */
@Tag("soak")
@Timeout(1200)
class PacingTest {
  private static final int HOGS = 2;
  // The first half second is sent at once.
  private static final long BEGUN_MILLIS = 2000;
  // A JVM takes a minute until all of it is compiled, and is faster thereafter.
  private static final long SETTLED_MILLIS = Soak.times(2000, 60_000);
  private static final long WINDOW_MILLIS = Soak.times(1000, 10_000);
  private static final double NANOS_PER_HOUR = 3600e9;

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  @Test
  void realTimeIsHeld() throws Exception {
    Figures figures = push("idle", Soak.times(6, 600));
    if (Soak.ON) {
      assertThat(figures.pacing.errorP99()).isLessThanOrEqualTo(Duration.ofMillis(10));
      requireNoDrift(figures.drift);
      assertThat(figures.drift.error()).isLessThan(1);
    }
  }

  /** At most a millisecond an hour, as far as the fit can tell. */
  private static void requireNoDrift(LineFit drift) {
    assertThat(Math.abs(drift.slope()) - 2 * drift.error()).isLessThanOrEqualTo(1);
  }

  @Test
  void realTimeIsHeldBesideBusyThreads() throws Exception {
    List<Thread> hogs = new ArrayList<>();
    try {
      for (int i = 0; i < HOGS; i++) {
        Thread hog = new Thread(PacingTest::takeTheProcessor, "hog-" + i);
        hog.setDaemon(true);
        hog.start();
        hogs.add(hog);
      }
      Figures figures = push(HOGS + " busy threads", Soak.times(6, 900));
      if (Soak.ON) {
        assertThat(figures.pacing.errorP99()).isLessThanOrEqualTo(Duration.ofMillis(50));
        requireNoDrift(figures.drift);
      }
    } finally {
      hogs.forEach(Thread::interrupt);
      for (Thread hog : hogs) {
        hog.join(5000);
      }
    }
  }

  private static void takeTheProcessor() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  /** The drift is in milliseconds an hour. */
  private record Figures(PacerStatistics pacing, LineFit drift) {}

  private static Figures push(String name, int seconds) throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push =
            LivePush.start(
                PushPlan.of(TestMedia.clip("flash_1080p30.mp4"))
                    .name("pacing")
                    .rounds(0)
                    .copy(Destination.of("there", server.url("pacing")))
                    .build())) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      assertThat(push.awaitEnd(Duration.ofSeconds(seconds))).isFalse();
      PacerStatistics pacing = push.snapshot().pacing();
      assertThat(push.snapshot().destination("there").attempts()).isEqualTo(1);
      List<MediaMessage> pictures = pictures(server);
      LineFit drift = drift(server.awaitSession(0).media());
      System.out.printf(
          Locale.ROOT,
          "pacing, %s, %d s: error p50 %.1f ms, p99 %.1f ms, max %.1f ms; drift %.2f ± %.2f ms/h;"
              + " lags %d, cuts %d%n",
          name,
          seconds,
          pacing.errorP50().toNanos() / 1e6,
          pacing.errorP99().toNanos() / 1e6,
          pacing.errorMax().toNanos() / 1e6,
          drift.slope(),
          drift.error(),
          pacing.lags(),
          pacing.cuts());
      requireRealTime(pictures, seconds);
      assertThat(pacing.cuts()).isZero();
      assertThat(pacing.waits()).isGreaterThan(pictures.size() / 2);
      return new Figures(pacing, drift);
    }
  }

  private static List<MediaMessage> pictures(FakeRtmpServer server) {
    return server.awaitSession(0).media().stream()
        .filter(m -> m.kind() == MediaMessage.Kind.VIDEO)
        .filter(m -> m.role() == MediaMessage.Role.KEY_FRAME || m.role() == MediaMessage.Role.FRAME)
        .filter(m -> m.timestamp() >= BEGUN_MILLIS)
        .toList();
  }

  /** All pictures came, in order, and as much of them as time has passed, to a second. */
  private static void requireRealTime(List<MediaMessage> pictures, int seconds) {
    MediaMessage first = pictures.get(0);
    MediaMessage last = pictures.get(pictures.size() - 1);
    double media = (last.timestamp() - first.timestamp()) / 1000.0;
    double wall = (last.arrived() - first.arrived()) / 1e9;
    assertThat(pictures).extracting(MediaMessage::timestamp).isSorted();
    assertThat(media).isBetween(wall - 1, wall + 1).isBetween(seconds - 4.0, seconds + 4.0);
    assertThat(pictures.size()).isEqualTo(Math.round(media * 30) + 1);
  }

  /**
   * How late the earliest of each window arrived, by the time: what holds it up on its way makes it
   * late, and never early.
   */
  private static LineFit drift(List<MediaMessage> media) {
    List<Double> hours = new ArrayList<>();
    List<Double> late = new ArrayList<>();
    media.stream()
        .filter(m -> m.timestamp() >= SETTLED_MILLIS)
        .collect(
            Collectors.groupingBy(
                m -> m.timestamp() / WINDOW_MILLIS, TreeMap::new, Collectors.toList()))
        .forEach(
            (window, group) -> {
              hours.add(group.get(0).arrived() / NANOS_PER_HOUR);
              late.add(
                  group.stream()
                      .mapToDouble(m -> m.arrived() / 1e6 - m.timestamp())
                      .min()
                      .orElseThrow());
            });
    return LineFit.through(hours, late);
  }
}
