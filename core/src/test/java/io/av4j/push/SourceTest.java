package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaException;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.OutputOptions;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.status.PushState;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.RtmpSession;
import io.av4j.testing.SilentServer;
import io.av4j.testing.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How sources are opened, paced, left and given up. */
@Timeout(60)
class SourceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  private Destination record(String name) {
    return Destination.of("record", folder.resolve(name).toString());
  }

  /** Half a clip, and then nothing more. */
  private static SilentServer fallingSilent() throws IOException {
    byte[] clip = Files.readAllBytes(TestMedia.clip("flash_baseline.flv"));
    return SilentServer.http(Arrays.copyOf(clip, clip.length / 2));
  }

  private static void awaitSilence(LivePush push) {
    Await.until(() -> push.snapshot().fillers() > 0, () -> push.snapshot().toString());
  }

  private static LivePush start(String name, SilentServer source, FakeRtmpServer server) {
    return LivePush.start(
        PushPlan.of("http://127.0.0.1:" + source.port() + "/live.flv")
            .name(name)
            .timing(Timings.reading(Duration.ofSeconds(20), Duration.ofMillis(300)))
            .rendition("r", Drawings.quick(), Destination.of("a", server.url("a")))
            .build());
  }

  @Test
  void aSwitchFromASilentSourceIsAtOnce() throws Exception {
    CountDownLatch drawn = new CountDownLatch(1);
    PushSource next =
        new PushSource.Drawn(
            Drawings.TINY,
            (frame, index) -> {
              drawn.countDown();
              return Drawings.grey(frame, index);
            });
    try (SilentServer source = fallingSilent();
        FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push = start("silent-switch", source, server)) {
      awaitSilence(push);
      push.switchTo(next);
      assertThat(drawn.await(3, TimeUnit.SECONDS)).as("drawn: %s", push.snapshot()).isTrue();
      assertThat(push.snapshot().sourceFaults()).isZero();
      assertThat(push.snapshot().destination("a").attempts()).isEqualTo(1);
    }
  }

  @Test
  void aStopOfASilentSourceIsGracefulAndSoon() throws Exception {
    try (SilentServer source = fallingSilent();
        FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push = start("silent-stop", source, server)) {
      awaitSilence(push);
      RtmpSession session = server.sessions().get(0);
      long start = System.nanoTime();
      push.stop();
      double took = (System.nanoTime() - start) / 1e9;
      assertThat(push.state()).isEqualTo(PushState.STOPPED);
      assertThat(session.awaitEnd().commands())
          .as("after %.1f s", took)
          .contains("FCUnpublish", "deleteStream");
      assertThat(took).isLessThan(4);
    }
  }

  @Test
  void aFileThatIsMissingIsMissingHoweverItIsCalled() {
    Path missing = folder.resolve("missing.flv");
    for (String name : new String[] {missing.toString(), "file:" + missing, "file://" + missing}) {
      try (LivePush push =
          LivePush.start(
              PushPlan.of(name)
                  .name("missing")
                  .rendition("r", Drawings.quick(), record("missing.mkv"))
                  .build())) {
        assertThatThrownBy(() -> awaitEnd(push, name))
            .as(name)
            .isInstanceOf(MediaException.class)
            .hasMessageContaining("missing.flv");
        assertThat(push.state()).isEqualTo(PushState.FAILED);
        assertThat(push.snapshot().sourceFaults()).isEqualTo(1);
      }
    }
  }

  private static void awaitEnd(LivePush push, String name) {
    assertThat(push.awaitEnd(Duration.ofSeconds(4)))
        .as("%s ended; faults %d", name, push.snapshot().sourceFaults())
        .isTrue();
  }

  @Test
  void aFileMayBeCalledLikeAProtocol() throws IOException {
    // Not an absolute path, which begins unlike one.
    Path file = Path.of("show:1.mp4");
    Files.copy(TestMedia.clip("video_only_360p.mp4"), file);
    try (LivePush push =
        LivePush.start(PushPlan.of(file).name("colon").copy(record("colon.mkv")).build())) {
      Await.until(
          () -> push.snapshot().sourcesOpened() > 0 || push.state().isOver(),
          () -> push.snapshot().toString());
      assertThat(push.snapshot().sourceFaults()).isZero();
      assertThat(push.snapshot().sourcesOpened()).isEqualTo(1);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void aFileWithoutADurationIsPushedInRealTime() {
    // As a program that crashed leaves it.
    Path file = folder.resolve("unfinished.mkv");
    try (MediaInput input = MediaInput.open(TestMedia.clip("video_only_360p.mp4"));
        MediaOutput output =
            MediaOutput.create(file, OutputOptions.DEFAULT.withOption("live", "1"))) {
      input.pump(input.bestVideo().to(output.addCopy(input.bestVideo())));
      output.finish();
    }
    try (MediaInput input = MediaInput.open(file)) {
      assertThat(input.duration()).isNull();
    }
    long start = System.nanoTime();
    try (LivePush push =
        LivePush.start(PushPlan.of(file).name("unfinished").copy(record("paced.mkv")).build())) {
      assertThat(push.awaitEnd(PATIENCE)).isTrue();
      double took = (System.nanoTime() - start) / 1e9;
      assertThat(push.snapshot().destination("record").frames()).isEqualTo(120);
      // Four seconds, of which the first half goes out at once.
      assertThat(took).isGreaterThan(3);
    }
  }

  /** Around the end of the last source, a switch is played or refused. */
  @Test
  void aSwitchInTheLastMomentIsPlayedOrRefused() throws Exception {
    int forgotten = 0;
    int tries = 20;
    for (int i = 0; i < tries; i++) {
      // From 0 to 2 ms after the last call of the drawing, in steps.
      forgotten += isForgotten("last-" + i, i * 100_000L) ? 1 : 0;
    }
    assertThat(forgotten).as("switches forgotten, of %d", tries).isZero();
  }

  private boolean isForgotten(String name, long nanosAfterTheLast) throws Exception {
    CountDownLatch last = new CountDownLatch(1);
    AtomicBoolean played = new AtomicBoolean();
    PushSource first =
        new PushSource.Drawn(
            Drawings.TINY,
            (frame, index) -> {
              if (index == 3) {
                last.countDown();
              }
              return Drawings.grey(frame, index) && index < 3;
            });
    PushSource other =
        new PushSource.Drawn(
            Drawings.TINY,
            (frame, index) -> {
              played.set(true);
              return false;
            });
    try (LivePush push =
        LivePush.start(
            PushPlan.of(first)
                .name(name)
                .rendition("r", Drawings.quick(), record(name + ".mkv"))
                .build())) {
      assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
      long due = System.nanoTime() + nanosAfterTheLast;
      while (System.nanoTime() < due) {
        Thread.onSpinWait();
      }
      boolean taken = true;
      try {
        push.switchTo(other);
      } catch (IllegalStateException e) {
        taken = false;
      }
      assertThat(push.awaitEnd(PATIENCE)).isTrue();
      return taken && !played.get();
    }
  }
}
