package io.av4j.push.programme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaException;
import io.av4j.UnsupportedMediaException;
import io.av4j.filter.Fit;
import io.av4j.flow.InletClosedException;
import io.av4j.flow.Sink;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.push.rendition.Frames;
import io.av4j.testing.Await;
import io.av4j.testing.ManualClock;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** By a clock that stands until a test moves it: video. */
@Timeout(30)
class MixerTest {
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock();
  private final MixerTold told = new MixerTold();
  private final List<GatedEncoder> encoders = new ArrayList<>();
  private final Mixer mixer = Mixer.start("test", SILENCE, clock, told);
  private final Sink<VideoFrame> video = mixer.video();
  private long start;

  private GatedEncoder encoder(String name) {
    GatedEncoder made = new GatedEncoder(name, clock);
    encoders.add(made);
    return made;
  }

  private static MixerOutput output(int width, int height, GatedEncoder encoder) {
    VideoFormat format = VideoFormat.of(width, height, PixelFormat.YUV420P);
    return new MixerOutput(format, Fit.LETTERBOX, encoder);
  }

  private void to(GatedEncoder... all) {
    mixer.outputs(java.util.Arrays.stream(all).map(one -> output(64, 64, one)).toList());
  }

  private void begin() {
    start = clock.nanoTime();
    mixer.begin();
  }

  private void give(long... millis) {
    for (long at : millis) {
      try (VideoFrame frame = Frames.grey(64, 64, 100, at)) {
        video.accept(frame);
      }
    }
  }

  /** Lets time pass once the mixer waits for a time so many milliseconds from its beginning. */
  private void passTo(long millis) {
    long time = start + TimeUnit.MILLISECONDS.toNanos(millis);
    clock.awaitWaitFor(time);
    clock.advance(Duration.ofNanos(time - clock.nanoTime()));
  }

  @AfterEach
  void close() throws Exception {
    mixer.close();
    mixer.ended().get(10, TimeUnit.SECONDS);
    encoders.forEach(GatedEncoder::close);
  }

  @Test
  void givesEveryFrameToEveryEncoderInItsSize() {
    GatedEncoder large = encoder("large");
    GatedEncoder small = encoder("small");
    mixer.outputs(List.of(output(128, 96, large), output(32, 32, small)));
    begin();
    give(0, 40, 80);
    large.awaitFrames(3);
    small.awaitFrames(3);
    assertThat(large.millis).containsExactly(0L, 40L, 80L);
    assertThat(large.sizes).containsOnly("128x96");
    assertThat(small.sizes).containsOnly("32x32");
    Await.until(() -> mixer.reached().toMillis() == 80, () -> mixer.reached().toString());
  }

  @Test
  void encodersAreChangedFromTheNextFrameOn() {
    GatedEncoder one = encoder("one");
    GatedEncoder two = encoder("two");
    to(one);
    begin();
    give(0, 40);
    to(one, two);
    give(80);
    to(two);
    give(120);
    two.awaitFrames(2);
    assertThat(one.millis).containsExactly(0L, 40L, 80L);
    assertThat(two.millis).containsExactly(80L, 120L);
    to();
    give(160);
    mixer.finish();
    told.await("drained");
    assertThat(two.millis).hasSize(2);
  }

  @Test
  void aSilentSourceIsFilledWithItsLastFrameTenTimesASecondAndGoesOnWhereItIsAgain() {
    GatedEncoder encoder = encoder("encoder");
    to(encoder);
    begin();
    give(0);
    encoder.awaitFrames(1);
    passTo(1000);
    told.await("filler began");
    passTo(1100);
    passTo(1200);
    encoder.awaitFrames(4);
    assertThat(encoder.millis).containsExactly(0L, 1000L, 1100L, 1200L);
    // What the source had on its way when it stopped comes too late.
    give(1150, 1200);
    assertThat(told.lines).containsExactly("filler began");
    give(1210);
    told.await("filler ended");
    encoder.awaitFrames(5);
    assertThat(encoder.millis).endsWith(1200L, 1210L);
    assertThat(mixer.fillers()).isEqualTo(3);
    passTo(2200);
    encoder.awaitFrames(6);
    assertThat(encoder.millis).endsWith(1210L, 2200L);
    assertThat(told.lines).containsExactly("filler began", "filler ended", "filler began");
  }

  @Test
  void aSlateIsShownFromTheBeginningOnWhileNoSourceHasGivenAnything() {
    GatedEncoder encoder = encoder("encoder");
    to(encoder);
    mixer.slate(Frames.grey(200, 100, 30, 0));
    begin();
    encoder.awaitFrames(1);
    passTo(100);
    passTo(200);
    encoder.awaitFrames(3);
    assertThat(encoder.millis).containsExactly(0L, 100L, 200L);
    assertThat(told.lines).containsExactly("filler began");
    assertThat(mixer.fillers()).isEqualTo(3);
    give(240);
    told.await("filler ended");
  }

  @Test
  void nothingIsShownBeforeTheProgrammeBegins() {
    GatedEncoder encoder = encoder("encoder");
    to(encoder);
    mixer.slate(Frames.grey(64, 64, 30, 0));
    clock.advance(Duration.ofSeconds(10));
    begin();
    encoder.awaitFrames(1);
    assertThat(encoder.millis).containsExactly(0L);
  }

  @Test
  void aSlateTakesThePlaceOfTheLastFrameAndGivesItBack() {
    List<Integer> lumas = new java.util.concurrent.CopyOnWriteArrayList<>();
    GatedEncoder encoder = new GatedEncoder("encoder", clock, frame -> lumas.add(luma(frame)));
    encoders.add(encoder);
    to(encoder);
    begin();
    give(0);
    passTo(1000);
    encoder.awaitFrames(2);
    mixer.slate(Frames.grey(64, 64, 30, 0));
    passTo(1100);
    encoder.awaitFrames(3);
    mixer.slate(Frames.grey(64, 64, 50, 0));
    passTo(1200);
    encoder.awaitFrames(4);
    mixer.slate(null);
    passTo(1300);
    encoder.awaitFrames(5);
    assertThat(lumas).containsExactly(100, 100, 30, 50, 100);
  }

  private static int luma(VideoFrame frame) {
    byte[] pixels = new byte[frame.packedSize()];
    frame.copyTo(pixels);
    return pixels[0] & 0xff;
  }

  @Test
  void anEncoderThatHangsHoldsTheOthersUpOnceAndNoLongerThanAFrameIsASecondLate() {
    GatedEncoder stuck = encoder("stuck");
    GatedEncoder other = encoder("other");
    to(stuck, other);
    begin();
    stuck.hang();
    // One is inside and three wait; the other has the fifth before anybody waits.
    give(0, 1, 2, 3);
    Await.until(() -> stuck.depth() == 3, () -> "waiting " + stuck.depth());
    give(4, 5);
    other.awaitFrames(5);
    assertThat(other.millis).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(stuck.framesLeftOut()).isZero();
    passTo(1004);
    other.awaitFrames(6);
    // From here on nobody waits.
    give(LongStream.range(2000, 2050).toArray());
    other.awaitFrames(56);
    Await.until(() -> stuck.framesLeftOut() == 52, () -> "left out " + stuck.framesLeftOut());
    // When it goes on, it has what comes.
    stuck.goOn();
    stuck.awaitFrames(4);
    give(3000);
    stuck.awaitFrames(5);
    assertThat(stuck.millis).containsExactly(0L, 1L, 2L, 3L, 3000L);
    assertThat(told.lines).isEmpty();
  }

  @Test
  void anEncoderThatIsBusyForAMomentLosesNothing() {
    GatedEncoder busy = encoder("busy");
    to(busy);
    begin();
    busy.hang();
    give(0, 1, 2, 3, 4, 5);
    Await.until(() -> busy.depth() == 3, () -> "waiting " + busy.depth());
    busy.goOn();
    busy.awaitFrames(6);
    assertThat(busy.framesLeftOut()).isZero();
  }

  @Test
  void fillersWaitForNoEncoder() {
    GatedEncoder stuck = encoder("stuck");
    GatedEncoder other = encoder("other");
    to(stuck, other);
    begin();
    stuck.hang();
    give(0, 1, 2, 3);
    Await.until(() -> stuck.depth() == 3, () -> "waiting " + stuck.depth());
    passTo(1000);
    passTo(1100);
    passTo(1200);
    other.awaitFrames(7);
    assertThat(stuck.framesLeftOut()).isEqualTo(3);
  }

  @Test
  void anEncoderThatFailsIsPassedOver() {
    GatedEncoder failing =
        new GatedEncoder(
            "failing",
            clock,
            frame -> {
              throw new UnsupportedMediaException("no such frame");
            });
    encoders.add(failing);
    GatedEncoder other = encoder("other");
    to(failing, other);
    begin();
    give(0);
    failing.ended().join();
    give(40, 80, 120, 160, 200);
    other.awaitFrames(6);
    mixer.finish();
    told.await("drained");
    assertThat(told.lines).containsExactly("drained");
  }

  @Test
  void aFrameThatCannotBeScaledIsLeftOutAndToldOnce() {
    GatedEncoder encoder = encoder("encoder");
    to(encoder);
    begin();
    give(0);
    for (long at : new long[] {40, 80}) {
      try (VideoFrame bad = Frames.unreadable(at)) {
        video.accept(bad);
      }
    }
    give(120);
    encoder.awaitFrames(2);
    assertThat(encoder.millis).containsExactly(0L, 120L);
    assertThat(told.lines).containsExactly("frame refused");
    assertThat(told.causes.get(0)).isInstanceOf(UnsupportedMediaException.class);
  }

  @Test
  void aSlateThatCannotBeScaledIsToldOnce() {
    GatedEncoder encoder = encoder("encoder");
    to(encoder);
    mixer.slate(Frames.unreadable(0));
    begin();
    passTo(100);
    passTo(200);
    clock.awaitWaitFor(start + TimeUnit.MILLISECONDS.toNanos(300));
    assertThat(told.lines).containsExactly("filler began", "frame refused");
  }

  @Test
  void filtersAreForAllAndBadOnesAreRefused() throws Exception {
    GatedEncoder encoder = encoder("encoder");
    to(encoder);
    begin();
    var doubled = mixer.filter("crop=32:64:0:0");
    give(0);
    doubled.get(10, TimeUnit.SECONDS);
    var bad = mixer.filter("no_such_filter");
    give(40);
    assertThatThrownBy(() -> bad.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(MediaException.class);
    give(80);
    encoder.awaitFrames(3);
    assertThat(told.lines).isEmpty();
  }

  @Test
  void filtersThatFailLaterAreLeftOutAndTold() throws Exception {
    GatedEncoder encoder = encoder("encoder");
    to(encoder);
    begin();
    var cropped = mixer.filter("crop=60:60");
    give(0);
    cropped.get(10, TimeUnit.SECONDS);
    try (VideoFrame smaller = Frames.grey(32, 32, 9, 40)) {
      video.accept(smaller);
    }
    give(80);
    encoder.awaitFrames(3);
    assertThat(told.lines).containsExactly("filter failed");
  }

  @Test
  void atTheEndAllEncodersEndAtOnceAndTheLastOneDecides() {
    GatedEncoder slow = encoder("slow");
    GatedEncoder other = encoder("other");
    to(slow, other);
    begin();
    slow.hang();
    give(0, 40);
    mixer.finish();
    other.ended().join();
    assertThat(other.millis).containsExactly(0L, 40L);
    assertThat(mixer.ended().join()).isNull();
    assertThat(told.lines).isEmpty();
    slow.goOn();
    told.await("drained");
    assertThat(slow.millis).containsExactly(0L, 40L);
    assertThatThrownBy(() -> give(80)).isInstanceOf(InletClosedException.class);
    // Changes that come too late are without effect.
    to(other);
    mixer.begin();
    mixer.slate(Frames.grey(64, 64, 30, 0));
    assertThat(mixer.filter("hflip")).isCompletedExceptionally();
    mixer.finish();
    assertThat(told.lines).containsExactly("drained");
  }

  @Test
  void aSourceThatIsBrokenOffHarmsNoEncoder() throws Exception {
    GatedEncoder busy = encoder("busy");
    to(busy);
    begin();
    busy.hang();
    Thread decoder = new Thread(() -> give(LongStream.range(0, 100).toArray()), "decoder");
    List<Throwable> thrown = new java.util.concurrent.CopyOnWriteArrayList<>();
    decoder.setUncaughtExceptionHandler((of, e) -> thrown.add(e));
    decoder.start();
    Await.until(
        () ->
            decoder.getState() == Thread.State.TIMED_WAITING
                || decoder.getState() == Thread.State.WAITING,
        () -> "the decoder is " + decoder.getState());
    decoder.interrupt();
    decoder.join(10_000);
    busy.goOn();
    give(1000);
    Await.until(() -> busy.millis.contains(1000L), busy.millis::toString);
    assertThat(busy.framesLeftOut()).isZero();
    assertThat(told.lines).isEmpty();
  }

  @Test
  void theNextSourceBeginsBehindTheOneBeforeOrNow() {
    assertThat(mixer.nextStart(Timestamp.ofMicros(3_000_000)).toMicros()).isEqualTo(3_000_000);
    begin();
    clock.advance(Duration.ofSeconds(5));
    assertThat(mixer.nextStart(Timestamp.ofMicros(4_500_000)).toMicros()).isEqualTo(4_500_000);
    assertThat(mixer.nextStart(Timestamp.ofMicros(3_000_000)).toMicros()).isEqualTo(5_000_000);
  }

  @Test
  void oneThatIsClosedEndsAtOnceAndTellsNothing() throws Exception {
    GatedEncoder stuck = encoder("stuck");
    to(stuck);
    begin();
    stuck.hang();
    give(0, 1, 2, 3, 4, 5);
    mixer.close();
    mixer.ended().get(10, TimeUnit.SECONDS);
    assertThat(told.lines).isEmpty();
    assertThat(stuck.ended()).isNotDone();
  }
}
