package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code Push IN URL}, as a user starts it, against a server that is killed, frozen and cut off.
 * Few rounds by default, all with -Psoak.
 */
@Tag("soak")
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGINT to send")
class PushFaultsTest {
  private static final boolean SOAK = Boolean.getBoolean("av4j.soak");
  private static final String STREAM = "push";
  // Half a second of the clip.
  private static final int FRAMES = 15;

  @TempDir Path folder;

  @Test
  void aServerThatIsKilledHasTheStreamWithinFourSeconds() throws Exception {
    List<Double> back = new ArrayList<>();
    try (NginxRtmp nginx = NginxRtmp.start(folder);
        PushProcess push = start(nginx)) {
      awaitStream(push, nginx);
      for (int i = 0; i < (SOAK ? 5 : 1); i++) {
        nginx.kill();
        awaitLoss(push, Duration.ofSeconds(5));
        nginx.restart();
        back.add(awaitStream(push, nginx));
      }
      stop(push, back.size());
    }
    print("killed", back);
    assertThat(back).allMatch(s -> s <= 4);
  }

  @Test
  void aServerThatWasFrozenHasTheStreamWithinTenSeconds() throws Exception {
    List<Double> back = new ArrayList<>();
    try (NginxRtmp nginx = NginxRtmp.start(folder);
        PushProcess push = start(nginx)) {
      awaitStream(push, nginx);
      long frozenAt = System.nanoTime();
      nginx.freeze();
      awaitLoss(push, Duration.ofSeconds(10));
      TimeUnit.NANOSECONDS.sleep((SOAK ? 15 : 0) * 1_000_000_000L - (System.nanoTime() - frozenAt));
      nginx.thaw();
      back.add(awaitStream(push, nginx));
      stop(push, 1);
    }
    print("frozen", back);
    assertThat(back).allMatch(s -> s <= 10);
  }

  /** The link loses everything, of which TCP is told nothing. As root only. */
  @Test
  void aLinkThatWasDarkHasTheStreamWithinSevenSeconds() throws Exception {
    List<Double> back = new ArrayList<>();
    try (NetworkNamespace far = NetworkNamespace.create();
        NginxRtmp nginx = NginxRtmp.start(folder, Duration.ofSeconds(3), far);
        PushProcess push = start(nginx)) {
      awaitStream(push, nginx);
      for (int seconds : SOAK ? new int[] {3, 15, 30} : new int[] {3}) {
        far.cut();
        TimeUnit.SECONDS.sleep(seconds);
        far.mend();
        back.add(awaitStream(push, nginx));
        // Long enough that the next is a new outage.
        push.awaitCount(push.count() + 5);
      }
      assertThat(push.interrupt()).isNotZero();
    }
    print("dark", back);
    assertThat(back).allMatch(s -> s <= 7);
  }

  private static PushProcess start(NginxRtmp nginx) throws Exception {
    return PushProcess.start(
        "--loop=0",
        "--preset=ultrafast",
        "--scale=320x-2",
        TestMedia.clip("flash_vfr_360p.mp4").toString(),
        nginx.url(STREAM));
  }

  private static void awaitLoss(PushProcess push, Duration most) {
    Await.until(most, () -> !push.isLive(), () -> push.last().toString());
  }

  /** Until the push is live and the server gets what it sends; the seconds it took from now. */
  private static double awaitStream(PushProcess push, NginxRtmp nginx) {
    long start = System.nanoTime();
    long[] before = {-1, 0, -1};
    Await.until(
        Duration.ofSeconds(30),
        () -> {
          long attempts = push.destination().path("attempts").asLong();
          long frames = push.destination().path("frames").asLong();
          if (!push.isLive() || attempts != before[0]) {
            before[0] = attempts;
            before[1] = frames;
            before[2] = -1;
            return false;
          }
          // Not asked before: a server that has just begun may not listen for questions yet.
          long got = nginx.publishers().getOrDefault(STREAM, 0L);
          if (before[2] < 0) {
            before[2] = got;
          }
          return frames >= before[1] + FRAMES && got > before[2];
        },
        () -> push.last() + nginx.log());
    return (System.nanoTime() - start) / 1e9;
  }

  /** Ctrl-C ends it, and it says what was sent. */
  private static void stop(PushProcess push, int reconnects) throws Exception {
    assertThat(push.interrupt()).isNotZero();
    assertThat(push.last().path("progress").asText()).isEqualTo("end");
    assertThat(push.last().path("state").asText()).isEqualTo("STOPPED");
    assertThat(push.last().path("size").asLong()).isPositive();
    assertThat(push.destination().path("reconnects").asInt()).isEqualTo(reconnects);
  }

  private static void print(String what, List<Double> back) {
    System.out.printf(
        Locale.ROOT,
        "Push, server %s: there again after %s s%n",
        what,
        back.stream().map(s -> String.format(Locale.ROOT, "%.2f", s)).toList());
  }
}
