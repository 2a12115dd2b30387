package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.PushSnapshot;
import io.av4j.push.status.PushState;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.Quantile;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.TestMedia;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a look at a running push costs. */
@Tag("soak")
@Timeout(60)
class SnapshotTest {
  private static final int WARM_UP = 20_000;
  private static final int MEASURED = 2_000;

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  @Test
  void isCheap() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push =
            LivePush.start(
                PushPlan.of(TestMedia.clip("flash_vfr_360p.mp4"))
                    .name("snapshots")
                    .rounds(0)
                    .rendition(
                        "r",
                        VideoEncoding.x264(320, 180, 300_000).withOption("preset", "ultrafast"),
                        Destination.of("a", server.url("a")),
                        Destination.of("b", server.url("b")))
                    .copy(Destination.of("c", server.url("c")))
                    .build())) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      Await.until(
          () -> push.snapshot().destinations().stream().allMatch(d -> d.frames() > 30),
          () -> push.snapshot().toString());
      for (int i = 0; i < WARM_UP; i++) {
        assertThat(push.snapshot().destinations()).hasSize(3);
      }
      List<Double> micros = new ArrayList<>();
      for (int i = 0; i < MEASURED; i++) {
        long start = System.nanoTime();
        PushSnapshot snapshot = push.snapshot();
        micros.add((System.nanoTime() - start) / 1e3);
        assertThat(snapshot.state()).isEqualTo(PushState.RUNNING);
      }
      double median = Quantile.of(micros, 0.5);
      System.out.printf(
          Locale.ROOT,
          "snapshot of 3 destinations: median %.1f µs, p99 %.1f µs, max %.1f µs%n",
          median,
          Quantile.of(micros, 0.99),
          Quantile.of(micros, 1));
      // Speed is for a quiet machine.
      assertThat(median).isLessThan(Soak.times(5000, 50));
    }
  }
}
