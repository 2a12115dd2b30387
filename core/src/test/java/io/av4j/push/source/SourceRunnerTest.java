package io.av4j.push.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaIoException;
import io.av4j.UnsupportedMediaException;
import io.av4j.flow.InletClosedException;
import io.av4j.frame.VideoFrame;
import io.av4j.pipeline.Pipeline;
import io.av4j.pipeline.QueueLimits;
import io.av4j.pipeline.Worker;
import io.av4j.push.plan.PushSource;
import io.av4j.testing.Await;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a runner tells of drawn sources, and when. */
@Timeout(30)
class SourceRunnerTest {
  private static final String PUSH = "runner";

  private final Told told = new Told();

  @Test
  void aSourceIsOpenedWaitsForTheWordAndEndsByItself() throws Exception {
    TestProgramme programme = TestProgramme.decoding();
    SourceRunner runner = Sources.start(PUSH, programme, told);
    runner.open(7, Sources.frames(3));
    Told.Opened opened = told.awaitOpened(7);
    assertThat(opened.shown()).isEqualTo("drawn");
    assertThat(opened.frameRate()).isEqualTo(Sources.TINY.frameRate());
    assertThat(opened.streams()).isEqualTo(new SourceStreams(true, false));
    assertThat(programme.streams).containsExactly(new SourceStreams(true, false));
    runner.play(7);
    assertThat(told.awaitEnded(7).failure()).isNull();
    assertThat(programme.videoMicros).containsExactly(0L, 40_000L, 80_000L);
    assertThat(programme.streams).hasSize(1);
    assertThat(runner.pacing().items()).isEqualTo(3);
    assertThat(runner.reached()).isEqualTo(Duration.ofMillis(80));
    Sources.end(runner, PUSH);
  }

  @Test
  void aWordBeforeTheOpeningCounts() throws Exception {
    SourceRunner runner = Sources.start(PUSH, TestProgramme.decoding(), told);
    runner.open(0, Sources.endless());
    runner.open(1, Sources.frames(1));
    runner.play(1);
    runner.play(99);
    told.awaitOpened(0);
    runner.end();
    assertThat(told.awaitEnded(0).failure()).isNull();
    // The end was for the second one too.
    assertThat(told.awaitEnded(1).failure()).isNull();
    runner.open(2, Sources.frames(1));
    runner.play(2);
    told.awaitOpened(2);
    assertThat(told.awaitEnded(2).failure()).isNull();
    Sources.end(runner, PUSH);
  }

  @Test
  void theNextSourceFollowsWithoutAGapOrWhereTheProgrammeIs() throws Exception {
    TestProgramme programme = TestProgramme.decoding();
    SourceRunner runner = Sources.start(PUSH, programme, told, new JumpingClock());
    for (long token = 0; token < 3; token++) {
      programme.next = token == 2 ? Timestamp.ofMicros(1_000_000) : null;
      runner.open(token, Sources.frames(2));
      told.awaitOpened(token);
      runner.play(token);
      assertThat(told.awaitEnded(token).failure()).isNull();
    }
    assertThat(programme.videoMicros)
        .containsExactly(0L, 40_000L, 80_000L, 120_000L, 1_000_000L, 1_040_000L);
    Sources.end(runner, PUSH);
  }

  @Test
  void whatADrawingThrowsIsTheFailureAndTheRunnerGoesOn() throws Exception {
    SourceRunner runner = Sources.start(PUSH, TestProgramme.decoding(), told);
    List<Throwable> bugs =
        List.of(new IllegalStateException("a bug"), new AssertionError("another bug"));
    for (int i = 0; i < bugs.size(); i++) {
      Throwable bug = bugs.get(i);
      runner.open(i, new PushSource.Drawn(Sources.TINY, (frame, index) -> fails(bug, index)));
      told.awaitOpened(i);
      runner.play(i);
      assertThat(told.awaitEnded(i).failure()).isSameAs(bug);
    }
    runner.open(9, Sources.frames(1));
    told.awaitOpened(9);
    runner.play(9);
    assertThat(told.awaitEnded(9).failure()).isNull();
    Sources.end(runner, PUSH);
  }

  private static boolean fails(Throwable bug, long index) {
    if (index == 2 && bug instanceof RuntimeException e) {
      throw e;
    }
    if (index == 2 && bug instanceof Error e) {
      throw e;
    }
    return true;
  }

  @Test
  void anEndDoesNotWaitForTheTimeOfTheNextFrame() throws Exception {
    TestProgramme programme = TestProgramme.decoding();
    SourceRunner runner = Sources.start(PUSH, programme, told);
    // One frame in eight seconds.
    PushSource slow =
        new PushSource.Drawn(
            Sources.TINY.withFrameRate(new Rational(1, 8)), (frame, index) -> true);
    runner.open(0, slow);
    told.awaitOpened(0);
    runner.play(0);
    programme.awaitItems(1);
    long start = System.nanoTime();
    runner.end();
    assertThat(told.awaitEnded(0).failure()).isNull();
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(4000);
    Sources.end(runner, PUSH);
  }

  /** A mixer that takes nothing holds the drawing up; a cancel ends that, an end does not. */
  @Test
  void aCancelEndsWhatWaitsForTheProgramme() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (Pipeline mixing = Pipeline.named("mixing")) {
      Worker mixer = mixing.worker("mix", QueueLimits.FRAMES);
      TestProgramme programme = TestProgramme.decoding();
      programme.video = mixer.video((VideoFrame frame) -> passes(gate));
      mixing.start();
      SourceRunner runner = Sources.start(PUSH, programme, told, new JumpingClock());
      runner.open(0, Sources.endless());
      told.awaitOpened(0);
      runner.play(0);
      Await.until(
          () -> mixer.depth().items() >= QueueLimits.FRAMES.items(), () -> "" + mixer.depth());
      runner.cancel();
      assertThat(told.awaitEnded(0).failure()).isNull();
      assertThat(mixing.failure()).isNull();
      gate.countDown();
      mixer.end();
      mixing.await();
      Sources.end(runner, PUSH);
    }
  }

  private static void passes(CountDownLatch gate) {
    try {
      assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("the mixer was interrupted", e);
    }
  }

  @Test
  void aProgrammeThatTakesNothingMoreIsToldAsWhatItIs() throws Exception {
    try (Pipeline mixing = Pipeline.named("mixing")) {
      Worker mixer = mixing.worker("mix", QueueLimits.FRAMES);
      TestProgramme programme = TestProgramme.decoding();
      programme.video = mixer.video((VideoFrame frame) -> {});
      mixing.start();
      mixer.end();
      mixing.await();
      SourceRunner runner = Sources.start(PUSH, programme, told);
      runner.open(0, Sources.endless());
      told.awaitOpened(0);
      runner.play(0);
      assertThat(told.awaitEnded(0).failure()).isInstanceOf(InletClosedException.class);
      Sources.end(runner, PUSH);
    }
  }

  @Test
  void drawnFramesCannotBeCopied() {
    SourceRunner runner = Sources.start(PUSH, TestProgramme.copying(), told);
    runner.open(0, Sources.frames(1));
    assertThat(told.awaitEnded(0).failure()).isInstanceOf(UnsupportedMediaException.class);
    Sources.end(runner, PUSH);
  }

  @Test
  void aClosedRunnerTakesNoSource() {
    SourceRunner runner = Sources.start(PUSH, TestProgramme.decoding(), told);
    Sources.end(runner, PUSH);
    assertThatThrownBy(() -> runner.open(0, Sources.frames(1)))
        .isInstanceOf(IllegalStateException.class);
    runner.play(0);
    runner.end();
    runner.cancel();
    runner.close();
    assertThat(told.all()).isEmpty();
  }

  @Test
  void aMissingFileIsToldOnceWithItsFault() {
    SourceRunner runner = Sources.start(PUSH, TestProgramme.decoding(), told);
    runner.open(0, PushSource.of("no-such-file.mp4"));
    assertThat(told.awaitEnded(0).failure())
        .isInstanceOf(MediaIoException.class)
        .hasMessageContaining("no-such-file.mp4");
    Sources.end(runner, PUSH);
    assertThat(told.all()).hasSize(1);
  }
}
