package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import io.av4j.testing.Await;
import io.av4j.testing.FaultProxy;
import io.av4j.testing.NginxRtmp;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server that is killed, frozen and cut off. Few rounds by default, all with -Psoak. */
@Tag("soak")
@Timeout(1200)
class NginxFaultsTest {
  private static final Path CLIP = TestMedia.clip("flash_1080p30.mp4");

  @TempDir static Path folder;
  private static NginxRtmp nginx;

  @BeforeAll
  static void startServer() throws Exception {
    nginx = NginxRtmp.start(folder);
  }

  @AfterAll
  static void stopServer() {
    if (nginx != null) {
      nginx.close();
    }
  }

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  /** The clip as it is, some 2 Mb/s. */
  private static PushPlan copy(String url) {
    return PushPlan.of(CLIP).name("nginx").rounds(0).copy(Destination.of("there", url)).build();
  }

  private static DestinationSnapshot there(LivePush push) {
    return push.snapshot().destination("there");
  }

  private static double waitFor(Duration most, LivePush push, BooleanSupplier condition) {
    long start = System.nanoTime();
    Await.until(most, condition, () -> push.snapshot().toString());
    return (System.nanoTime() - start) / 1e9;
  }

  private static boolean isLive(LivePush push) {
    return there(push).state().isLive();
  }

  private static void print(String what, List<Double> seconds) {
    System.out.printf(
        Locale.ROOT,
        "%s: %s s, worst %.2f s%n",
        what,
        seconds.stream().map(s -> String.format(Locale.ROOT, "%.2f", s)).toList(),
        seconds.stream().mapToDouble(s -> s).max().orElse(0));
  }

  @Test
  void aServerThatIsKilledAndComesBackHasTheStreamWithinFourSeconds() throws Exception {
    List<Double> live = new ArrayList<>();
    try (LivePush push = LivePush.start(copy(nginx.url("kill")))) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      long descriptors = PushThreads.descriptors();
      long threads = PushThreads.alive();
      for (int i = 0; i < Soak.times(3, 50); i++) {
        nginx.kill();
        waitFor(Duration.ofSeconds(5), push, () -> !isLive(push));
        TimeUnit.MILLISECONDS.sleep(i % 5 * 400L);
        nginx.restart();
        live.add(waitFor(Duration.ofSeconds(10), push, () -> isLive(push)));
        nginx.awaitPublisher("kill");
      }
      assertThat(PushThreads.alive()).isEqualTo(threads);
      assertThat(PushThreads.descriptors()).isLessThanOrEqualTo(descriptors + 1);
      assertThat(there(push).reconnects()).isEqualTo(Soak.times(3, 50));
    }
    print("killed, live after listening", live);
    assertThat(live).allMatch(s -> s <= 4);
  }

  @Test
  void aFrozenServerIsNoticedWithinSixSecondsAndHasTheStreamWithinTen() {
    List<Double> noticed = new ArrayList<>();
    List<Double> live = new ArrayList<>();
    try (LivePush push = LivePush.start(copy(nginx.url("freeze")))) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      for (int i = 0; i < Soak.times(1, 10); i++) {
        long frozenAt = System.nanoTime();
        nginx.freeze();
        noticed.add(
            waitFor(
                Duration.ofSeconds(15),
                push,
                () -> there(push).state() == DestinationState.RECONNECTING));
        while (Soak.ON && System.nanoTime() - frozenAt < TimeUnit.SECONDS.toNanos(15)) {
          assertThat(push.awaitEnd(Duration.ofMillis(100))).isFalse();
        }
        nginx.thaw();
        live.add(waitFor(Duration.ofSeconds(20), push, () -> isLive(push)));
        // Live for a while, or the next freeze meets a server that is still busy with this one.
        assertThat(push.awaitEnd(Duration.ofSeconds(2))).isFalse();
      }
    } finally {
      nginx.thaw();
    }
    print("frozen, noticed", noticed);
    print("thawed, live", live);
    assertThat(noticed).allMatch(s -> s <= 6);
    assertThat(live).allMatch(s -> s <= 10);
  }

  @Test
  void aLinkThatIsCutComesBackWithinSevenSeconds() throws Exception {
    List<Double> live = new ArrayList<>();
    int[] cuts = Soak.ON ? new int[] {3, 15, 30} : new int[] {3};
    try (FaultProxy proxy = FaultProxy.to(nginx.port());
        LivePush push = LivePush.start(copy(proxy.url("live/cut")))) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      for (int seconds : cuts) {
        proxy.stopReading();
        assertThat(push.awaitEnd(Duration.ofSeconds(seconds))).isFalse();
        proxy.clear();
        long frames = there(push).frames();
        live.add(
            waitFor(
                Duration.ofSeconds(20),
                push,
                () -> isLive(push) && there(push).frames() > frames + 5));
      }
    }
    print("cut for " + java.util.Arrays.toString(cuts) + " s, live", live);
    assertThat(live).allMatch(s -> s <= 7);
  }

  @Test
  void aNarrowLinkLowersTheBitRateWithoutAReconnect() throws Exception {
    int seconds = Soak.times(12, 30);
    // Noise takes whatever an encoder is given.
    VideoFormat format =
        VideoFormat.of(320, 180, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));
    Random random = new Random(1);
    PushSource noise =
        new PushSource.Drawn(
            format,
            (frame, index) -> {
              byte[] bytes = new byte[frame.packedSize()];
              random.nextBytes(bytes);
              frame.copyFrom(bytes);
              return true;
            });
    VideoEncoding encoding =
        VideoEncoding.x264(320, 180, 1_600_000)
            .withOption("preset", "ultrafast")
            .withOption("tune", "zerolatency");
    try (FaultProxy proxy = FaultProxy.to(nginx.port());
        LivePush push =
            LivePush.start(
                PushPlan.of(noise)
                    .name("narrow")
                    .rendition("r", encoding, Destination.of("there", proxy.url("live/narrow")))
                    .build())) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      push.awaitEnd(Duration.ofSeconds(3));
      for (double part : Soak.ON ? new double[] {0.5, 0.25} : new double[] {0.5}) {
        long bits = (long) (part * 1_728_000);
        proxy.bandwidth(bits);
        long start = System.nanoTime();
        double followed = -1;
        Duration most = Duration.ZERO;
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
          push.awaitEnd(Duration.ofMillis(50));
          long target = push.snapshot().renditions().get(0).targetBitsPerSecond().orElseThrow();
          if (followed < 0 && target + 128_000 <= bits * 1.02) {
            followed = (System.nanoTime() - start) / 1e9;
          }
          Duration queued = there(push).queued();
          most = queued.compareTo(most) > 0 ? queued : most;
        }
        System.out.printf(
            Locale.ROOT,
            "link at %.2f: bit rate followed after %.1f s, at most %d ms waited, dropped %d pictures and %d sound%n",
            part,
            followed,
            most.toMillis(),
            there(push).droppedFrames(),
            there(push).droppedAudio());
        assertThat(followed).isBetween(0.0, 5.0);
        assertThat(most).isLessThan(Duration.ofSeconds(2));
        proxy.clear();
        double back =
            waitFor(
                Duration.ofSeconds(60),
                push,
                () ->
                    push.snapshot().renditions().get(0).targetBitsPerSecond().orElseThrow()
                        >= 0.95 * 1_600_000);
        System.out.printf(Locale.ROOT, "back at 95 %% after %.1f s%n", back);
      }
      assertThat(there(push).attempts()).isEqualTo(1);
      assertThat(there(push).droppedAudio()).isZero();
    }
  }
}
