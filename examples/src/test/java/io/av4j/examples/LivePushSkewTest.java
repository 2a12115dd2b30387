package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.Destination;
import io.av4j.push.LivePush;
import io.av4j.push.PushPlan;
import io.av4j.push.VideoEncoding;
import io.av4j.testing.Await;
import io.av4j.testing.NginxRtmp;
import io.av4j.testing.TestMedia;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How far picture and sound are apart in what a player gets of a looped live push, before and after
 * each time the server went away. Longer with -Psoak.
 */
@Timeout(1500)
class LivePushSkewTest {
  private static final boolean SOAK = Boolean.getBoolean("av4j.soak");
  private static final int RECONNECTS = SOAK ? 20 : 1;
  private static final Duration SEGMENT = Duration.ofSeconds(SOAK ? 30 : 7);

  @TempDir Path dir;

  @Test
  void flashAndBeepStayTogether() throws Exception {
    List<Double> all = new ArrayList<>();
    try (NginxRtmp nginx = NginxRtmp.start(dir);
        LivePush push = LivePush.start(plan(nginx.url("skew")))) {
      for (int i = 0; i <= RECONNECTS; i++) {
        Await.until(
            Duration.ofSeconds(20),
            () -> push.awaitLive(Duration.ofMillis(20)),
            () -> push.snapshot().toString());
        Path recording = dir.resolve("segment" + i + ".flv");
        Puller puller = Puller.start(nginx.url("skew"), recording);
        nginx.awaitPlayer("skew");
        assertThat(push.awaitEnd(SEGMENT)).isFalse();
        nginx.dropPublisher("skew");
        puller.await();
        List<Double> skews = FlashAndBeep.in(recording).skews();
        assertThat(skews).as("segment " + i).hasSizeGreaterThan((int) SEGMENT.toSeconds() - 5);
        assertThat(puller.video().fallingDts() + puller.audio().fallingDts()).isZero();
        all.addAll(skews.stream().map(Math::abs).toList());
      }
      assertThat(push.snapshot().destination("there").reconnects()).isEqualTo(RECONNECTS);
      System.out.println(push.snapshot().skew());
    }
    Collections.sort(all);
    double p99 = all.get((int) Math.ceil(all.size() * 0.99) - 1);
    System.out.printf(
        Locale.ROOT,
        "%d flashes over %d reconnects: skew p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
        all.size(),
        RECONNECTS,
        all.get(all.size() / 2) * 1000,
        p99 * 1000,
        all.get(all.size() - 1) * 1000);
    assertThat(p99).isLessThan(0.020);
  }

  private static PushPlan plan(String url) {
    return PushPlan.of(TestMedia.clip("flash_1080p30.mp4"))
        .name("skew")
        .rounds(0)
        .rendition(
            "r",
            VideoEncoding.x264(640, 360, 800_000).withOption("preset", "ultrafast"),
            Destination.of("there", url))
        .build();
  }
}
