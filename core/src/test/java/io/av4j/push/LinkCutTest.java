package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.testing.Await;
import io.av4j.testing.NetworkNamespace;
import io.av4j.testing.NginxRtmp;
import io.av4j.testing.TestMedia;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A link that loses all packets for a while, of which TCP itself is told nothing. As root only. */
@Tag("soak")
@Timeout(600)
class LinkCutTest {
  private static final int[] CUTS = Soak.ON ? new int[] {3, 3, 3, 15, 15, 30, 120} : new int[] {3};
  // Half a second of the clip.
  private static final int PICTURES = 15;

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  @Test
  void theStreamIsThereWithinSevenSecondsOfTheLinksReturn() throws Exception {
    List<String> figures = new ArrayList<>();
    List<Double> back = new ArrayList<>();
    try (NetworkNamespace far = NetworkNamespace.create();
        NginxRtmp nginx = NginxRtmp.start(folder, Duration.ofSeconds(3), far);
        LivePush push =
            LivePush.start(
                PushPlan.of(TestMedia.clip("flash_1080p30.mp4"))
                    .name("cut")
                    .rounds(0)
                    .copy(Destination.of("there", nginx.url("cut")))
                    .build())) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      for (int seconds : CUTS) {
        // Long enough that it counts as a new outage.
        assertThat(push.awaitEnd(Duration.ofSeconds(2))).isFalse();
        long cutAt = System.nanoTime();
        far.cut();
        double noticed = noticed(push, cutAt, Duration.ofSeconds(seconds));
        far.mend();
        back.add(untilLive(push, nginx));
        int attempts = there(push).attempts();
        assertThat(push.awaitEnd(Duration.ofSeconds(1))).isFalse();
        assertThat(there(push).attempts()).as("it stays live").isEqualTo(attempts);
        figures.add(
            String.format(
                Locale.ROOT,
                "%d s: noticed %.2f, live %.2f",
                seconds,
                noticed,
                back.get(back.size() - 1)));
        if (seconds > 6) {
          assertThat(noticed).isLessThan(6);
        }
      }
    }
    System.out.println("link cut for " + figures);
    assertThat(back).allMatch(s -> s <= 7);
  }

  private static DestinationSnapshot there(LivePush push) {
    return push.snapshot().destination("there");
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** Waits for all of the cut, and tells after which time the push had noticed, or NaN. */
  private static double noticed(LivePush push, long cutAt, Duration cut) {
    double noticed = Double.NaN;
    while (System.nanoTime() - cutAt < cut.toNanos()) {
      assertThat(push.awaitEnd(Duration.ofMillis(10))).isFalse();
      if (Double.isNaN(noticed) && !there(push).state().isLive()) {
        noticed = seconds(cutAt);
      }
    }
    return noticed;
  }

  /** Until the push is live and the server gets what it sends. */
  private static double untilLive(LivePush push, NginxRtmp nginx) {
    long start = System.nanoTime();
    long deadline = start + TimeUnit.SECONDS.toNanos(20);
    int attempts = -1;
    long frames = 0;
    long received = 0;
    while (true) {
      DestinationSnapshot now = there(push);
      long got = nginx.publishers().getOrDefault("cut", 0L);
      if (!now.state().isLive() || now.attempts() != attempts) {
        attempts = now.attempts();
        frames = now.frames();
        received = got;
      } else if (now.frames() >= frames + PICTURES && got > received) {
        return seconds(start);
      }
      Await.until(() -> System.nanoTime() < deadline, () -> push.snapshot().toString());
      push.awaitEnd(Duration.ofMillis(20));
    }
  }
}
