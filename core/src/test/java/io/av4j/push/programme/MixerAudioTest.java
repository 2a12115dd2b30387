package io.av4j.push.programme;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.push.rendition.Frames;
import io.av4j.testing.Await;
import io.av4j.testing.ManualClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** By a clock that stands until a test moves it: audio, at 48 kHz. */
@Timeout(30)
class MixerAudioTest {
  private static final AudioFormat FORMAT =
      new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.ofChannels(1));
  private static final int FRAME = AudioGaps.FRAME;

  private final ManualClock clock = new ManualClock();
  private final MixerTold told = new MixerTold();
  private final HeardAudio heard = new HeardAudio(clock);
  private final Mixer mixer = Mixer.start("test", Duration.ofSeconds(1), clock, told);
  private long start;

  @BeforeEach
  void begin() {
    mixer.audio(heard, FORMAT);
    start = clock.nanoTime();
    mixer.begin();
  }

  @AfterEach
  void close() throws Exception {
    mixer.close();
    mixer.ended().get(10, TimeUnit.SECONDS);
    heard.close();
  }

  private void audio(long fromMillis, int frames) {
    for (int i = 0; i < frames; i++) {
      long micros = fromMillis * 1000 + i * 10_000L;
      try (AudioFrame frame = Frames.audio(FORMAT, 480, 0.5f, micros)) {
        mixer.audio().accept(frame);
      }
    }
  }

  private void video(long millis) {
    try (VideoFrame frame = Frames.grey(64, 64, 100, millis)) {
      mixer.video().accept(frame);
    }
  }

  private void passTo(long millis) {
    long time = start + TimeUnit.MILLISECONDS.toNanos(millis);
    clock.awaitWaitFor(time);
    clock.advance(Duration.ofNanos(time - clock.nanoTime()));
  }

  private static long samples(long millis) {
    return 48 * millis;
  }

  @Test
  void aGapIsFilledToTheSample() {
    audio(0, 2);
    audio(120, 1);
    heard.awaitEnd(samples(130));
    assertThat(heard.spans()).containsExactly("sound 0-960", "silence 960-5760", "sound 5760-6240");
    assertThat(heard.hasGap()).isFalse();
  }

  @Test
  void whatAContainerRoundsByIsNoGap() {
    audio(0, 1);
    audio(15, 1);
    heard.awaitEnd(samples(25));
    assertThat(heard.spans()).containsExactly("sound 0-480", "sound 720-1200");
  }

  @Test
  void silenceTakesThePlaceOfASilentSourceAndAudioThatLiesInItIsLeftOut() {
    audio(0, 1);
    video(0);
    passTo(1000);
    heard.awaitEnd(480 + samples(990) / FRAME * FRAME);
    passTo(1100);
    long end = 480 + samples(1090) / FRAME * FRAME;
    heard.awaitEnd(end);
    // It ends at 1098 ms; 50 ms of overlap are the encoder's affair.
    audio(1040, 1);
    audio(1050, 1);
    heard.awaitSound(2);
    assertThat(heard.spans())
        .containsExactly("sound 0-480", "silence 480-" + end, "sound 50400-50880");
  }

  @Test
  void aSourceWithoutAudioHasSilenceAsFarAsItsVideo() {
    mixer.source(SourceAudio.NONE);
    video(0);
    video(40);
    video(80);
    heard.awaitEnd(samples(80) / FRAME * FRAME);
    assertThat(heard.spans()).containsExactly("silence 0-3072");
    passTo(1000);
    told.await("filler began");
    heard.awaitEnd(samples(1000) / FRAME * FRAME);
    // The next one has audio, and goes on where the silence ends.
    mixer.source(SourceAudio.PRESENT);
    audio(1100, 1);
    heard.awaitSound(1);
    assertThat(heard.hasGap()).isFalse();
  }

  @Test
  void aSlateWithoutASourceHasSilenceWithIt() {
    mixer.slate(Frames.grey(64, 64, 30, 0));
    passTo(100);
    passTo(200);
    heard.awaitEnd(samples(200) / FRAME * FRAME);
    assertThat(heard.spans()).containsExactly("silence 0-9216");
  }

  @Test
  void audioThatDoesNotComeAtAllIsMissedASecondBehindTheVideo() {
    video(0);
    passTo(1000);
    passTo(1100);
    heard.awaitEnd(samples(1000) + samples(100) / FRAME * FRAME);
    assertThat(heard.spans()).containsExactly("silence 48000-52096");
  }

  @Test
  void anEncoderThatHangsIsWaitedForUntilAudioIsASecondLate() {
    heard.hang();
    audio(0, HeardAudio.ROOM + 1);
    heard.awaitFull();
    audio(HeardAudio.ROOM * 10 + 10, 1);
    passTo(1000 + HeardAudio.ROOM * 10 + 10);
    Await.until(() -> heard.framesLeftOut() == 1, () -> "left out " + heard.framesLeftOut());
    heard.goOn();
    video(5000);
    Await.until(() -> mixer.reached().toMillis() == 5000, () -> mixer.reached().toString());
    assertThat(told.lines).isEmpty();
  }

  @Test
  void theProgrammeGoesOnWithoutAnEncoderThatFailed() {
    heard.failAtNext();
    audio(0, 1);
    heard.ended().join();
    audio(10, 10);
    video(200);
    Await.until(() -> mixer.reached().toMillis() == 200, () -> mixer.reached().toString());
    mixer.finish();
    told.await("drained");
    assertThat(told.lines).containsExactly("drained");
  }

  @Test
  void anotherEncoderGoesOnWhereItIs() {
    audio(0, 1);
    heard.awaitEnd(480);
    try (HeardAudio other = new HeardAudio(clock)) {
      mixer.audio(other, FORMAT);
      audio(10, 1);
      other.awaitEnd(960);
      assertThat(other.spans()).containsExactly("sound 480-960");
      mixer.audio(null);
      audio(20, 1);
      mixer.finish();
      told.await("drained");
      assertThat(other.spans()).hasSize(1);
    }
  }
}
