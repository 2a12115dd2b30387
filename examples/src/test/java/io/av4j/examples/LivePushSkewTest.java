package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.LivePush;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.testing.Await;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.LineFit;
import io.av4j.testing.NginxRtmp;
import io.av4j.testing.Quantile;
import io.av4j.testing.TestMedia;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How far picture and sound are apart in what a player gets of a live push: for long, before and
 * after each time the server threw it out, and over many loops. Longer with -Psoak.
 */
@Tag("soak")
@Timeout(1500)
class LivePushSkewTest {
  private static final boolean SOAK = Boolean.getBoolean("av4j.soak");
  private static final int RECONNECTS = SOAK ? 20 : 1;
  private static final Duration FIRST_SEGMENT = Duration.ofSeconds(SOAK ? 600 : 7);
  private static final Duration SEGMENT = Duration.ofSeconds(SOAK ? 12 : 7);
  private static final int LOOPS = SOAK ? 100 : 10;
  private static final double MOST_SKEW = 0.020;

  @TempDir Path dir;

  @Test
  void flashAndBeepStayTogether() throws Exception {
    List<Double> all = new ArrayList<>();
    List<Double> worst = new ArrayList<>();
    try (NginxRtmp nginx = NginxRtmp.start(dir);
        LivePush push =
            LivePush.start(plan(TestMedia.clip("flash_1080p30.mp4"), 0, nginx.url("skew")))) {
      for (int i = 0; i <= RECONNECTS; i++) {
        Await.until(
            Duration.ofSeconds(20),
            () -> push.awaitLive(Duration.ofMillis(20)),
            () -> push.snapshot().toString());
        Path recording = dir.resolve("segment" + i + ".flv");
        Puller puller = Puller.start(nginx.url("skew"), recording);
        nginx.awaitPlayer("skew");
        Duration length = i == 0 ? FIRST_SEGMENT : SEGMENT;
        assertThat(push.awaitEnd(length)).isFalse();
        assertThat(push.snapshot().destination("there").reconnects()).isEqualTo(i);
        nginx.dropPublisher("skew");
        puller.await();
        FlashAndBeep seen = requireWhole(recording, puller);
        List<Double> sizes = seen.skews().stream().map(Math::abs).toList();
        assertThat(sizes).as("segment " + i).hasSizeGreaterThan((int) length.toSeconds() - 5);
        if (i == 0) {
          requireNoSlope(seen);
        }
        print("segment " + i, sizes);
        worst.add(Quantile.of(sizes, 0.99));
        all.addAll(sizes);
      }
      System.out.println(push.snapshot().skew());
    }
    print("all of " + RECONNECTS + " reconnects", all);
    assertThat(worst).allMatch(p99 -> p99 < MOST_SKEW);
    assertThat(Quantile.of(all, 0.99)).isLessThan(MOST_SKEW);
  }

  /** The sound of the clip is shorter than its picture, so that each loop could move them apart. */
  @Test
  void loopsDoNotDrift() throws Exception {
    Path clip = dir.resolve("second.mp4");
    FFmpegProgram.ffmpeg()
        .run(
            ("-v error -t 1 -i "
                    + TestMedia.clip("flash_1080p30.mp4")
                    + " -vf scale=640:360 -c:v libx264 -preset veryfast"
                    + " -af atrim=end=0.95 -c:a aac "
                    + clip)
                .split(" "));
    Path recording = dir.resolve("loops.flv");
    try (NginxRtmp nginx = NginxRtmp.start(dir);
        Puller puller = Puller.start(nginx.url("loops"), recording)) {
      nginx.awaitPlayer("loops");
      try (LivePush push = LivePush.start(plan(clip, LOOPS, nginx.url("loops")))) {
        assertThat(push.awaitEnd(Duration.ofSeconds(LOOPS + 20))).isTrue();
        assertThat(push.snapshot().sourcesOpened()).isEqualTo(LOOPS);
        assertThat(push.snapshot().fillers()).isZero();
      }
      puller.await();
      FlashAndBeep seen = requireWhole(recording, puller);
      List<Double> flashes = seen.flashes();
      List<Double> skews = seen.skews();
      assertThat(skews).hasSize(LOOPS - 1);
      double drift =
          mean(skews.subList(LOOPS - 1 - LOOPS / 4, LOOPS - 1)) - mean(skews.subList(0, LOOPS / 4));
      double length = flashes.get(LOOPS - 1) - flashes.get(0);
      print(LOOPS + " loops", skews.stream().map(Math::abs).toList());
      System.out.printf(
          Locale.ROOT,
          "%d loops: picture and sound drifted %.3f ms apart, the programme by %.3f ms%n",
          LOOPS,
          drift * 1000,
          (length - (LOOPS - 1)) * 1000);
      assertThat(skews).allMatch(skew -> Math.abs(skew) < MOST_SKEW);
      assertThat(Math.abs(drift)).isLessThan(0.001);
      assertThat(Math.abs(length - (LOOPS - 1))).isLessThan(0.001);
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElseThrow();
  }

  private static void print(String what, Collection<Double> skews) {
    System.out.printf(
        Locale.ROOT,
        "%s: %d flashes, skew p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
        what,
        skews.size(),
        Quantile.of(skews, 0.5) * 1000,
        Quantile.of(skews, 0.99) * 1000,
        Quantile.of(skews, 1) * 1000);
  }

  /** The slope over the first segment, where the sizes of the skews alone would hide it. */
  private static void requireNoSlope(FlashAndBeep seen) {
    List<Double> skews = seen.skews();
    List<Double> flashes = seen.flashes();
    // The first flash is left out of the skews.
    assertThat(skews).hasSize(flashes.size() - 1);
    LineFit fit =
        LineFit.through(
            flashes.subList(1, flashes.size()).stream().map(seconds -> seconds / 3600).toList(),
            skews.stream().map(seconds -> seconds * 1000).toList());
    System.out.printf(
        Locale.ROOT,
        "segment 0 of %d s: slope %.2f ± %.2f ms/h%n",
        FIRST_SEGMENT.toSeconds(),
        fit.slope(),
        fit.error());
    if (SOAK) {
      assertThat(Math.abs(fit.slope())).isLessThanOrEqualTo(5);
      assertThat(fit.error()).isLessThan(5);
    }
  }

  /** The times rise and all can be decoded, by av4j and by the ffmpeg program. */
  private static FlashAndBeep requireWhole(Path recording, Puller puller) {
    assertThat(puller.video().fallingDts() + puller.audio().fallingDts()).isZero();
    // Each picture at its own time: a frame rate that ffmpeg guesses is no fault of the stream.
    FFmpegProgram.Result decoded =
        FFmpegProgram.ffmpeg()
            .runToAnyEnd(
                ("-v error -xerror -i "
                        + recording
                        + " -fps_mode passthrough -enc_time_base demux -f null -")
                    .split(" "));
    assertThat(decoded.errors()).isEmpty();
    assertThat(decoded.exitCode()).isZero();
    requireRisingDts(recording);
    return FlashAndBeep.in(recording);
  }

  private static void requireRisingDts(Path recording) {
    FFmpegProgram.Result packets =
        FFmpegProgram.ffprobe()
            .run(
                ("-v error -show_entries packet=stream_index,dts -of csv=p=0 " + recording)
                    .split(" "));
    Map<String, Long> last = new HashMap<>();
    packets
        .output()
        .lines()
        .forEach(
            line -> {
              int comma = line.indexOf(',');
              String stream = line.substring(0, comma);
              long dts = Long.parseLong(line.substring(comma + 1).replace(",", ""));
              assertThat(dts).as(line).isGreaterThan(last.getOrDefault(stream, Long.MIN_VALUE));
              last.put(stream, dts);
            });
    assertThat(last).hasSize(2);
  }

  private static PushPlan plan(Path clip, int rounds, String url) {
    return PushPlan.of(clip)
        .name("skew")
        .rounds(rounds)
        .rendition(
            "r",
            VideoEncoding.x264(640, 360, 800_000).withOption("preset", "ultrafast"),
            Destination.of("there", url))
        .build();
  }
}
