package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.FaultClass;
import io.av4j.testing.Await;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.LoopbackPort;
import io.av4j.testing.Probed;
import io.av4j.testing.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MPEG-TS over SRT, into the ffmpeg program. */
@Timeout(90)
class SrtTest {
  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  private static LivePush push(int port) {
    return LivePush.start(
        PushPlan.of(TestMedia.clip("flash_vfr_360p.mp4"))
            .name("srt")
            .rounds(0)
            .copy(Destination.of("there", "srt://127.0.0.1:" + port + "?mode=caller"))
            .build());
  }

  private static DestinationSnapshot there(LivePush push) {
    return push.snapshot().destination("there");
  }

  private static boolean hasBegun(LivePush push) {
    return !push.snapshot().destinations().isEmpty() && there(push).attempts() > 0;
  }

  private Process listener(int port, Path file) throws IOException {
    return FFmpegProgram.ffmpeg()
        .builder(
            "-v",
            "error",
            "-y",
            "-analyzeduration",
            "500000",
            "-i",
            "srt://127.0.0.1:" + port + "?mode=listener",
            "-c",
            "copy",
            "-flush_packets",
            "1",
            file.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("listener.log").toFile())
        .start();
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void whatArrivesDecodesAndAListenerThatComesBackGetsMore() throws Exception {
    int port = LoopbackPort.free();
    Path first = folder.resolve("first.ts");
    Path second = folder.resolve("second.ts");
    Process listener = listener(port, first);
    try (LivePush push = push(port)) {
      Await.until(() -> size(first) > 100_000, () -> push.snapshot().toString());
      // The way of a crash: nobody tells us.
      listener.destroyForcibly().waitFor();
      long gone = System.nanoTime();
      Await.until(
          Duration.ofSeconds(9),
          () -> !there(push).state().isLive(),
          () -> push.snapshot().toString());
      System.out.printf("noticed after %.2f s%n", (System.nanoTime() - gone) / 1e9);
      assertThat(there(push).lastFault().kind()).isEqualTo(FaultClass.NETWORK);
      long lost = there(push).frames();
      listener = listener(port, second);
      Await.until(
          Duration.ofSeconds(15), () -> size(second) > 150_000, () -> push.snapshot().toString());
      assertThat(there(push).reconnects()).isEqualTo(1);
      long start = System.nanoTime();
      push.stop();
      double took = (System.nanoTime() - start) / 1e9;
      System.out.printf("stopped in %.2f s%n", took);
      assertThat(took).isLessThan(5);
      // The end of the stream is the listener's end.
      assertThat(listener.waitFor(10, TimeUnit.SECONDS)).isTrue();
      int sent = (int) (there(push).frames() - lost);
      int got = Probed.pictures(second);
      System.out.println(Probed.pictures(first) + " frames, then " + got + " of " + sent);
      // What is in the listener's buffer when we say goodbye is its to throw away.
      assertThat(got).isBetween(sent - 10, sent);
    } finally {
      listener.destroyForcibly().waitFor();
    }
  }

  @Test
  void nobodyThereIsNoticedInTimeAndAbortIsQuick() throws Exception {
    int port = LoopbackPort.free();
    try (LivePush push = push(port)) {
      long start = System.nanoTime();
      Await.until(
          () -> hasBegun(push) && there(push).lastFault() != null,
          () -> push.snapshot().toString());
      double took = (System.nanoTime() - start) / 1e9;
      System.out.printf("nobody there: given up after %.2f s, %s%n", took, there(push).lastFault());
      assertThat(took).isLessThan(5.5);
      assertThat(there(push).lastFault().kind()).isEqualTo(FaultClass.NETWORK);
      Await.until(() -> there(push).attempts() > 1, () -> push.snapshot().toString());
      start = System.nanoTime();
      push.abort();
      took = (System.nanoTime() - start) / 1e6;
      System.out.printf("abort while connecting: %.0f ms%n", took);
      assertThat(took).isLessThan(300);
    }
  }

  @Test
  void abortIsQuickWhileMediaFlows() throws Exception {
    int port = LoopbackPort.free();
    Path file = folder.resolve("some.ts");
    Process listener = listener(port, file);
    try (LivePush push = push(port)) {
      Await.until(() -> size(file) > 50_000, () -> push.snapshot().toString());
      // It reads nothing more, so that what is under way stays under way.
      new ProcessBuilder("kill", "-STOP", Long.toString(listener.pid())).start().waitFor();
      long frames = there(push).frames();
      Await.until(() -> there(push).frames() > frames + 20, () -> push.snapshot().toString());
      long start = System.nanoTime();
      push.abort();
      double took = (System.nanoTime() - start) / 1e6;
      System.out.printf("abort while media flows: %.0f ms%n", took);
      assertThat(took).isLessThan(300);
    } finally {
      listener.destroyForcibly().waitFor();
    }
  }
}
