package io.av4j.push.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.FFmpeg;
import io.av4j.InvalidMediaException;
import io.av4j.MediaIoException;
import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.OutputOptions;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import io.av4j.pipeline.Pipeline;
import io.av4j.pipeline.QueueLimits;
import io.av4j.pipeline.Worker;
import io.av4j.push.plan.PushSource;
import io.av4j.testing.Await;
import io.av4j.testing.SilentServer;
import io.av4j.testing.TestMedia;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and streams, read, paced and decoded for a programme. */
@Timeout(60)
class MediaSourceTest {
  private static final String PUSH = "media";
  // A read's own limit is five seconds.
  private static final long SOON_MILLIS = 2500;

  @TempDir Path folder;
  private final Told told = new Told();

  private void play(SourceRunner runner, PushSource source) {
    runner.open(0, source);
    told.awaitOpened(0);
    runner.play(0);
  }

  private static byte[] beginning() throws Exception {
    byte[] all = Files.readAllBytes(TestMedia.clip("flash_baseline.flv"));
    return Arrays.copyOf(all, all.length / 2);
  }

  private static String url(SilentServer server) {
    return "http://127.0.0.1:" + server.port() + "/live.flv";
  }

  @Test
  void aFileIsCopiedInRealTimeWithoutADecoderOrAFurtherThread() throws Exception {
    JumpingClock clock = new JumpingClock();
    try (TestProgramme programme = TestProgramme.copying()) {
      SourceRunner runner = Sources.start(PUSH, programme, told, clock);
      PushSource file = PushSource.of(TestMedia.clip("flash_baseline.flv"));
      runner.open(0, file);
      Told.Opened opened = told.awaitOpened(0);
      assertThat(opened.shown()).endsWith("flash_baseline.flv");
      assertThat(opened.frameRate().toDouble()).isEqualTo(30);
      assertThat(opened.streams()).isEqualTo(new SourceStreams(true, true));
      Map<String, Long> before = new HashMap<>(FFmpeg.openNativeObjects());
      runner.play(0);
      programme.awaitItems(20);
      assertThat(FFmpeg.openNativeObjects().getOrDefault("AVCodecContext (decoder)", 0L))
          .isEqualTo(before.getOrDefault("AVCodecContext (decoder)", 0L));
      assertThat(told.awaitEnded(0).failure()).isNull();
      assertThat(programme.sets).hasValue(1);
      assertThat(programme.bits).isPositive();
      // What is in the file, less the half second that goes ahead.
      assertThat(clock.seconds()).isBetween(4.2, 5.0);
      assertThat(programme.videoMicros).hasSize(150).isSorted();
      assertThat(programme.audioMicros).hasSizeGreaterThan(200).isSorted();
      assertThat(runner.skew().max()).isLessThan(Duration.ofMillis(1));
      Sources.end(runner, PUSH);
    }
  }

  @Test
  void aFileIsDecodedForAProgrammeThatEncodes() {
    JumpingClock clock = new JumpingClock();
    try (TestProgramme programme = TestProgramme.decoding()) {
      SourceRunner runner = Sources.start(PUSH, programme, told, clock);
      play(runner, PushSource.of(TestMedia.clip("flash_baseline.flv")));
      assertThat(told.awaitEnded(0).failure()).isNull();
      assertThat(programme.videoMicros).hasSize(150).isSorted();
      assertThat(programme.audioMicros).hasSizeGreaterThan(200).isSorted();
      assertThat(clock.seconds()).isBetween(4.2, 5.0);
      Sources.end(runner, PUSH);
    }
  }

  /** A file that does not say how long it is. */
  private Path endless() {
    Path endless = folder.resolve("endless.mkv");
    OutputOptions live = OutputOptions.DEFAULT.withFormat("matroska").withOption("live", "1");
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
        MediaOutput output = MediaOutput.create(endless, live)) {
      Sink<Packet> track = output.addCopy(input.bestVideo());
      output.start();
      input.pump(input.bestVideo().to(track));
      output.finish();
    }
    try (MediaInput input = MediaInput.open(endless)) {
      assertThat(input.duration()).isNull();
    }
    return endless;
  }

  @Test
  void aStreamWithoutAnEndComesInRealTimeByItself() throws Exception {
    JumpingClock clock = new JumpingClock();
    try (SilentServer server = SilentServer.http(Files.readAllBytes(endless()));
        TestProgramme programme = TestProgramme.copying()) {
      SourceRunner runner = Sources.start(PUSH, programme, told, clock);
      play(runner, PushSource.of(url(server)));
      programme.awaitItems(140);
      runner.end();
      assertThat(told.awaitEnded(0).failure()).isNull();
      assertThat(clock.seconds()).isZero();
      Sources.end(runner, PUSH);
    }
  }

  @Test
  void aFileThatDoesNotKnowItsEndIsPacedToo() {
    Path endless = endless();
    JumpingClock clock = new JumpingClock();
    try (TestProgramme programme = TestProgramme.copying()) {
      SourceRunner runner = Sources.start(PUSH, programme, told, clock);
      play(runner, PushSource.of(endless));
      assertThat(told.awaitEnded(0).failure()).isNull();
      assertThat(clock.seconds()).isBetween(4.2, 5.0);
      Sources.end(runner, PUSH);
    }
  }

  @Test
  void aFileWhoseNameLooksLikeAUrlIsAFile() throws Exception {
    Path odd = folder.resolve("show:1.m4a");
    Files.copy(TestMedia.clip("beep_aac.m4a"), odd);
    try (TestProgramme programme = TestProgramme.copying()) {
      SourceRunner runner = Sources.start(PUSH, programme, told, new JumpingClock());
      play(runner, PushSource.of(odd));
      assertThat(told.awaitEnded(0).failure()).isNull();
      assertThat(programme.audioMicros).isNotEmpty();
      assertThat(programme.streams).containsExactly(new SourceStreams(false, true));
      Sources.end(runner, PUSH);
    }
  }

  /** A live source that has gone silent ends at once, and what it gave before is there. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anEndDoesNotWaitForASilentSource(boolean decoding) throws Exception {
    try (SilentServer server = SilentServer.http(beginning());
        TestProgramme programme = decoding ? TestProgramme.decoding() : TestProgramme.copying()) {
      SourceRunner runner = Sources.start(PUSH, programme, told, new JumpingClock());
      play(runner, PushSource.of(url(server)));
      programme.awaitItems(150);
      long start = System.nanoTime();
      runner.end();
      assertThat(told.awaitEnded(0).failure()).isNull();
      assertThat(millisSince(start)).isLessThan(SOON_MILLIS);
      assertThat(programme.videoMicros.size()).isGreaterThan(60);
      Sources.end(runner, PUSH);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anOpeningIsEndedWithoutAFailure(boolean cancelled) throws Exception {
    try (SilentServer server = SilentServer.mute()) {
      SourceRunner runner = Sources.start(PUSH, TestProgramme.copying(), told);
      runner.open(0, PushSource.of(url(server)));
      // It is opening now: only the server's answer is missing.
      Await.until(MediaSourceTest::isOpening, () -> "it does not open");
      long start = System.nanoTime();
      if (cancelled) {
        runner.cancel();
      } else {
        runner.end();
      }
      assertThat(told.awaitEnded(0).failure()).isNull();
      assertThat(millisSince(start)).isLessThan(SOON_MILLIS);
      assertThat(told.all()).hasSize(1);
      Sources.end(runner, PUSH);
    }
  }

  private static boolean isOpening() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().equals("av4j-" + PUSH + "-source"))
        .flatMap(entry -> Arrays.stream(entry.getValue()))
        .anyMatch(frame -> frame.getMethodName().contains("avformat_open_input"));
  }

  @Test
  void aSourceThatWaitsForTheWordEnds() {
    try (TestProgramme programme = TestProgramme.copying()) {
      SourceRunner runner = Sources.start(PUSH, programme, told);
      runner.open(0, PushSource.of(TestMedia.clip("flash_baseline.flv")));
      told.awaitOpened(0);
      runner.end();
      assertThat(told.awaitEnded(0).failure()).isNull();
      assertThat(programme.sets).hasValue(1);
      assertThat(programme.videoMicros).isEmpty();
      Sources.end(runner, PUSH);
    }
  }

  @Test
  void aCancelBreaksOffASilentReadAndDropsNothingElse() throws Exception {
    try (SilentServer server = SilentServer.http(beginning());
        TestProgramme programme = TestProgramme.copying()) {
      SourceRunner runner = Sources.start(PUSH, programme, told, new JumpingClock());
      play(runner, PushSource.of(url(server)));
      programme.awaitItems(150);
      long start = System.nanoTime();
      runner.cancel();
      assertThat(told.awaitEnded(0).failure()).isNull();
      assertThat(millisSince(start)).isLessThan(SOON_MILLIS);
      Sources.end(runner, PUSH);
    }
  }

  /** A source that breaks while its decoder waits for a busy mixer does the mixer no harm. */
  @Test
  @SuppressWarnings("try") // the server is closed by what is tested
  void aBrokenSourceInterruptsNobodyElse() throws Exception {
    // Less than fits between reading and decoding, so that the read comes to the cut.
    byte[] cut = Arrays.copyOf(beginning(), 90_000);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger mixed = new AtomicInteger();
    try (SilentServer server = SilentServer.http(cut);
        TestProgramme programme = TestProgramme.decoding();
        Pipeline mixing = Pipeline.named("mixing")) {
      Worker mixer = mixing.worker("mix", QueueLimits.FRAMES);
      var inlet =
          mixer.video(
              (VideoFrame frame) -> {
                if (mixed.incrementAndGet() == 1) {
                  await(gate);
                }
              });
      programme.video = inlet;
      mixing.start();
      SourceRunner runner = Sources.start(PUSH, programme, told, new JumpingClock());
      play(runner, PushSource.of(url(server)));
      Await.until(
          () -> mixer.depth().items() >= QueueLimits.FRAMES.items(), () -> "" + mixer.depth());
      // The connection is cut, with most of the body missing.
      server.close();
      assertThat(told.awaitEnded(0).failure()).isInstanceOf(MediaIoException.class);
      assertThat(mixing.failure()).isNull();
      gate.countDown();
      try (VideoFrame next = VideoFrame.allocate(Sources.TINY)) {
        inlet.accept(next);
      }
      inlet.end();
      mixing.await();
      assertThat(mixed.get()).isGreaterThan(QueueLimits.FRAMES.items());
      Sources.end(runner, PUSH);
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("the mixer was interrupted", e);
    }
  }

  @Test
  void aFileWithoutVideoOrAudioIsAFailure() throws Exception {
    Path words = folder.resolve("words.srt");
    Files.writeString(words, "1\n00:00:00,000 --> 00:00:01,000\nhello\n\n");
    SourceRunner runner = Sources.start(PUSH, TestProgramme.copying(), told);
    runner.open(0, PushSource.of(words));
    assertThat(told.awaitEnded(0).failure())
        .isInstanceOf(InvalidMediaException.class)
        .hasMessageContaining("neither video nor audio");
    Sources.end(runner, PUSH);
  }

  @Test
  void anUnknownOptionIsToldAsAFailure() {
    SourceRunner runner = Sources.start(PUSH, TestProgramme.copying(), told);
    runner.open(
        0,
        new PushSource.File(TestMedia.clip("flash_baseline.flv"), Map.of("no_such_option", "1")));
    assertThat(told.awaitEnded(0).failure()).isInstanceOf(IllegalArgumentException.class);
    Sources.end(runner, PUSH);
  }

  @Test
  void rotatedFramesComeUpright() {
    Path clip = TestMedia.extraClip("sample_rotate_and_reflect.mp4");
    List<Integer> widths = new CopyOnWriteArrayList<>();
    int upright;
    try (MediaInput input = MediaInput.open(clip)) {
      upright = input.bestVideo().uprightFormat().width();
      assertThat(upright).isNotEqualTo(input.bestVideo().format().width());
    }
    try (TestProgramme programme = TestProgramme.decoding()) {
      programme.video = frame -> widths.add(frame.width());
      SourceRunner runner = Sources.start(PUSH, programme, told, new JumpingClock());
      play(runner, PushSource.of(clip));
      assertThat(told.awaitEnded(0).failure()).isNull();
      assertThat(widths).isNotEmpty().containsOnly(upright);
      Sources.end(runner, PUSH);
    }
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
