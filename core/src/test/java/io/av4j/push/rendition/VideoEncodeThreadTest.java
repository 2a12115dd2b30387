package io.av4j.push.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaException;
import io.av4j.UnsupportedMediaException;
import io.av4j.clock.NanoClock;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.codec.RateControl;
import io.av4j.filter.Fit;
import io.av4j.flow.InletClosedException;
import io.av4j.frame.VideoFrame;
import io.av4j.push.destination.LinkLoad;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.FaultClass;
import io.av4j.testing.Await;
import io.av4j.time.Rational;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With x264, at 25 frames a second. */
@Timeout(30)
class VideoEncodeThreadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final VideoEncoding X264 =
      VideoEncoding.x264(64, 64, 200_000).withOption("tune", "zerolatency");

  private final Told told = new Told();
  private final List<String> packets = new CopyOnWriteArrayList<>();
  private final List<VideoEncodeThread> started = new CopyOnWriteArrayList<>();

  private VideoEncodeThread start(VideoEncoding encoding) {
    return start(encoding, null, () -> null);
  }

  private VideoEncodeThread start(
      VideoEncoding encoding, @Nullable String filter, Supplier<@Nullable LinkLoad> load) {
    EncodeJob job =
        new EncodeJob(
            "test", "r", 7, encoding, Fit.LETTERBOX, new Rational(25, 1), filter, 128_000);
    VideoEncodeThread made =
        VideoEncodeThread.start(job, this::packet, load, NanoClock.system(), told);
    started.add(made);
    return made;
  }

  private void packet(Packet packet) {
    packets.add((packet.keyFrame() ? "key " : "") + packet.pts().toMicros() / 1000);
  }

  @AfterEach
  void close() throws Exception {
    for (VideoEncodeThread thread : started) {
      thread.close();
      thread.ended().get(10, TimeUnit.SECONDS);
    }
  }

  private void awaitTold(String line) {
    Await.until(() -> told.lines.contains(line), () -> line + " in " + told.lines);
  }

  private static void give(VideoEncodeThread thread, VideoFrame frame) {
    try (frame) {
      assertThat(thread.offer(frame, PATIENCE)).isTrue();
    }
  }

  private static void grey(VideoEncodeThread thread, int from, int to) {
    for (int i = from; i < to; i++) {
      give(thread, Frames.grey(64, 64, i * 3 % 256, i * 40L));
    }
  }

  @Test
  void opensEncodesWithKeyFramesAtTheIntervalAndDrains() throws Exception {
    VideoEncodeThread thread = start(X264.withKeyFrameInterval(Duration.ofSeconds(1)));
    awaitTold("opened r 7 libx264");
    try (CodecParameters parameters = thread.takeParameters()) {
      assertThat(parameters.codec()).isEqualTo("h264");
    }
    assertThat(thread.format().width()).isEqualTo(64);
    assertThat(thread.encoderName()).isEqualTo("libx264");
    grey(thread, 0, 60);
    thread.end();
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(told.lines).containsExactly("opened r 7 libx264", "drained r 7");
    assertThat(packets).hasSize(60);
    assertThat(packets.stream().filter(line -> line.startsWith("key")))
        .containsExactly("key 0", "key 1000", "key 2000");
    assertThat(thread.framesTaken()).isEqualTo(60);
    try (VideoFrame late = Frames.grey(64, 64, 0, 5000)) {
      assertThatThrownBy(() -> thread.offer(late, PATIENCE))
          .isInstanceOf(InletClosedException.class);
    }
  }

  @Test
  void aKeyFrameComesWhereOneIsAskedFor() throws Exception {
    VideoEncodeThread thread = start(X264);
    grey(thread, 0, 10);
    Await.until(() -> packets.size() == 10, packets::toString);
    thread.requestKeyFrame();
    grey(thread, 10, 15);
    thread.end();
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(packets.stream().filter(line -> line.startsWith("key")))
        .containsExactly("key 0", "key 400");
  }

  @Test
  void framesOfAnotherShapeAreFitted() throws Exception {
    VideoEncodeThread thread = start(X264);
    give(thread, Frames.grey(320, 100, 200, 0));
    give(thread, Frames.grey(48, 200, 10, 40));
    thread.end();
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(packets).containsExactly("key 0", "40");
  }

  @Test
  void anotherEncoderTakesThePlaceOfOneThatDoesNotOpenAndTheReasonIsTold() {
    VideoEncoding none = VideoEncoding.of("no_such_encoder", 64, 64, 200_000);
    VideoEncoding unknownOption = X264.withOption("no_such_option", "1");
    start(none.withFallback(unknownOption.withFallback(X264)));
    awaitTold("opened r 7 libx264");
    assertThat(told.replacements)
        .extracting(Replacement::from)
        .containsExactly("no_such_encoder", "libx264");
    assertThat(told.replacements).extracting(Replacement::to).containsExactly("libx264", "libx264");
    assertThat(told.replacements.get(0).fault().kind()).isEqualTo(FaultClass.FATAL);
    assertThat(told.replacements.get(0).fault().text()).contains("no_such_encoder");
    assertThat(told.replacements.get(1).fault().text()).contains("no_such_option");
  }

  @Test
  void whereNoneOpensTheLastReasonIsToldWithTheOthers() throws Exception {
    VideoEncoding none = VideoEncoding.of("no_such_encoder", 64, 64, 200_000);
    VideoEncodeThread thread = start(none.withFallback(none.withEncoder("nor_this_one")));
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(told.lines).containsExactly("failed r 7 OPENING");
    assertThat(told.causes.get(0))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("nor_this_one");
    assertThat(told.causes.get(0).getSuppressed()).hasSize(1);
    assertThatThrownBy(thread::takeParameters).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anEncoderThatFailsWhileItRunsIsToldOnceWithItsFault() throws Exception {
    VideoEncodeThread thread = start(X264);
    grey(thread, 0, 3);
    give(thread, Frames.unreadable(120));
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(told.lines).containsExactly("opened r 7 libx264", "failed r 7 RUNNING");
    assertThat(told.causes.get(0)).isInstanceOf(UnsupportedMediaException.class);
    try (VideoFrame next = Frames.grey(64, 64, 0, 160)) {
      assertThatThrownBy(() -> thread.offer(next, PATIENCE))
          .isInstanceOf(InletClosedException.class)
          .hasCause(told.causes.get(0));
    }
    // Orders that cross with the news are without effect.
    thread.changeBitRate(100_000);
    thread.requestKeyFrame();
    thread.end();
    assertThat(told.lines).hasSize(2);
  }

  @Test
  void aFeederThatIsInterruptedHarmsNoEncoder() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    VideoEncodeThread thread = stuck(gate);
    Thread feeder = new Thread(() -> grey(thread, 0, 10), "feeder");
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    feeder.setUncaughtExceptionHandler((of, e) -> thrown.add(e));
    feeder.start();
    // One is being encoded and three wait.
    Await.until(() -> thread.framesTaken() == 4, () -> "taken " + thread.framesTaken());
    feeder.interrupt();
    feeder.join(10_000);
    assertThat(thrown).singleElement().isInstanceOf(CancellationException.class);
    gate.countDown();
    grey(thread, 4, 20);
    thread.end();
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(told.lines).containsExactly("opened r 7 libx264", "drained r 7");
    assertThat(packets).hasSize(20);
  }

  /** A thread whose first packet waits for the gate. */
  private VideoEncodeThread stuck(CountDownLatch gate) {
    EncodeJob job =
        new EncodeJob("test", "r", 7, X264, Fit.LETTERBOX, Rational.UNSET, null, 128_000);
    VideoEncodeThread made =
        VideoEncodeThread.start(
            job,
            packet -> {
              await(gate);
              packet(packet);
            },
            () -> null,
            NanoClock.system(),
            told);
    started.add(made);
    return made;
  }

  private static void await(CountDownLatch gate) {
    try {
      assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
  }

  @Test
  void aBitRateThatIsNotPositiveIsRefusedAndHarmsNothing() throws Exception {
    VideoEncodeThread thread = start(X264);
    awaitTold("opened r 7 libx264");
    grey(thread, 0, 3);
    for (long bad : new long[] {0, -1, Long.MIN_VALUE, 1L << 31}) {
      assertThatThrownBy(() -> thread.changeBitRate(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
    grey(thread, 3, 30);
    thread.end();
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(told.lines).containsExactly("opened r 7 libx264", "drained r 7");
    assertThat(thread.targetBitsPerSecond()).hasValue(200_000);
    assertThat(packets).hasSize(30);
  }

  @Test
  void aBitRateIsChangedFromTheNextFrameOn() {
    VideoEncodeThread thread = start(X264);
    awaitTold("opened r 7 libx264");
    assertThat(thread.canChangeBitRate()).isTrue();
    thread.changeBitRate(90_000);
    awaitTold("rate r 200000 90000");
    assertThat(thread.targetBitsPerSecond()).hasValue(90_000);
  }

  @Test
  void anEncoderWithoutABitRateRefusesAnother() {
    VideoEncodeThread thread = start(X264.withRateControl(new RateControl.Quality(30)));
    assertThatThrownBy(() -> thread.changeBitRate(100_000))
        .isInstanceOf(IllegalStateException.class);
    awaitTold("opened r 7 libx264");
    assertThat(thread.canChangeBitRate()).isFalse();
    assertThatThrownBy(() -> thread.changeBitRate(100_000))
        .isInstanceOf(IllegalStateException.class);
    assertThat(thread.targetBitsPerSecond()).isEmpty();
  }

  @Test
  void theBitRateIsFittedToTheOnlyDestinationAndReleasedWhenThereAreSeveral() {
    List<LinkLoad> load = new CopyOnWriteArrayList<>();
    load.add(new LinkLoad(600_000_000, OptionalLong.of(300_000), 0.9, true));
    VideoEncodeThread thread = start(X264, null, () -> load.isEmpty() ? null : load.get(0));
    grey(thread, 0, 2);
    // 0.7 of what went through, without the audio, in steps of 50 kb/s.
    awaitTold("rate r 200000 50000");
    load.clear();
    grey(thread, 2, 4);
    awaitTold("rate r 50000 200000");
  }

  @Test
  void filtersAreChangedWhileItRunsAndBadOnesRefused() throws Exception {
    VideoEncodeThread thread = start(X264, "hflip", () -> null);
    grey(thread, 0, 2);
    var bad = thread.filter("no_such_filter");
    grey(thread, 2, 4);
    assertThatThrownBy(() -> bad.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(MediaException.class)
        .hasMessageContaining("no_such_filter");
    // Another size; it is fitted again.
    var scaled = thread.filter("scale=32:48");
    grey(thread, 4, 6);
    scaled.get(10, TimeUnit.SECONDS);
    var none = thread.filter(null);
    grey(thread, 6, 8);
    none.get(10, TimeUnit.SECONDS);
    Await.until(() -> packets.size() == 8, packets::toString);
    var late = thread.filter("vflip");
    thread.end();
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS))
        .isInstanceOf(CancellationException.class);
    assertThat(told.lines).containsExactly("opened r 7 libx264", "drained r 7");
    assertThat(packets).hasSize(8);
  }

  @Test
  void filtersOfTheJobThatDoNotWorkAreToldAndFramesGoOnWithoutThem() throws Exception {
    VideoEncodeThread thread = start(X264, "crop=4000:4000", () -> null);
    grey(thread, 0, 3);
    thread.end();
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(told.lines).containsExactly("opened r 7 libx264", "filter failed r", "drained r 7");
    assertThat(packets).hasSize(3);
  }

  @Test
  void ofOneThatWasClosedNothingIsToldAndNothingIsLeft() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    VideoEncodeThread thread = stuck(gate);
    grey(thread, 0, 4);
    thread.close();
    thread.ended().get(10, TimeUnit.SECONDS);
    thread.close();
    thread.end();
    assertThat(told.lines).containsExactly("opened r 7 libx264");
    assertThatThrownBy(thread::takeParameters).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void oneThatIsClosedWhileItOpensLeavesNothing() throws Exception {
    for (int i = 0; i < 20; i++) {
      VideoEncodeThread thread = start(X264);
      thread.close();
      thread.ended().get(10, TimeUnit.SECONDS);
    }
    assertThat(told.lines).allMatch(line -> line.startsWith("opened"));
  }

  @Test
  void oneThatIsEndedBeforeItHasOpenedOpensAndDrains() throws Exception {
    VideoEncodeThread thread = start(X264);
    thread.end();
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(told.lines).containsExactly("opened r 7 libx264", "drained r 7");
  }
}
