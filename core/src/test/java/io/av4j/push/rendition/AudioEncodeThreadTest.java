package io.av4j.push.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaException;
import io.av4j.clock.NanoClock;
import io.av4j.codec.CodecParameters;
import io.av4j.flow.InletClosedException;
import io.av4j.frame.AudioFrame;
import io.av4j.push.plan.AudioEncoding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AudioEncodeThreadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicLong packets = new AtomicLong();
  private final List<AudioEncodeThread> started = new CopyOnWriteArrayList<>();

  private AudioEncodeThread start(AudioEncoding encoding) {
    AudioEncodeThread made =
        AudioEncodeThread.start(
            "test",
            encoding,
            packet -> packets.incrementAndGet(),
            NanoClock.system(),
            failures::add);
    started.add(made);
    return made;
  }

  @AfterEach
  void close() throws Exception {
    for (AudioEncodeThread thread : started) {
      thread.close();
      thread.ended().get(10, TimeUnit.SECONDS);
    }
  }

  private static void give(AudioEncodeThread thread, float value, int from, int to) {
    for (int i = from; i < to; i++) {
      try (AudioFrame frame = Frames.audio(thread.format(), 441, value, i * 10_000L)) {
        assertThat(thread.offer(frame, PATIENCE)).isTrue();
      }
    }
  }

  @Test
  void encodesAndDrains() throws Exception {
    AudioEncodeThread thread = start(AudioEncoding.AAC);
    try (CodecParameters one = thread.copyParameters();
        CodecParameters other = thread.copyParameters()) {
      assertThat(one.codec()).isEqualTo("aac");
      assertThat(one.describesSameAs(other)).isTrue();
    }
    give(thread, 0.25f, 0, 100);
    thread.end();
    thread.ended().get(10, TimeUnit.SECONDS);
    // A second, and what the encoder puts before it.
    assertThat(packets.get()).isBetween(43L, 46L);
    assertThat(failures).isEmpty();
  }

  @Test
  void anEncoderOfOtherSamplesIsGivenThem() throws Exception {
    AudioEncodeThread thread = start(new AudioEncoding("libopus", 64_000, 48_000, 2));
    assertThat(thread.format().sampleRate()).isEqualTo(48_000);
    try (AudioFrame frame = Frames.audio(start(AudioEncoding.AAC).format(), 44_100, 0.25f, 0)) {
      assertThat(thread.offer(frame, PATIENCE)).isTrue();
    }
    thread.end();
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(packets.get()).isBetween(50L, 52L);
  }

  /** FFmpeg's AAC encoder refuses what is no number. */
  @Test
  void aFailureIsToldOnceAndTheFeederGetsItAsTheOtherSides() throws Exception {
    AudioEncodeThread thread = start(AudioEncoding.AAC);
    give(thread, 0.25f, 0, 10);
    give(thread, Float.NaN, 10, 20);
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(failures).singleElement().isInstanceOf(MediaException.class);
    assertThatThrownBy(() -> give(thread, 0, 20, 21))
        .isInstanceOf(InletClosedException.class)
        .hasCause(failures.get(0));
    thread.end();
    assertThat(failures).hasSize(1);
    // Those who need them may still be connecting.
    thread.copyParameters().close();
  }

  @Test
  void oneThatDoesNotOpenLeavesNothing() {
    assertThatThrownBy(() -> start(new AudioEncoding("no_such_encoder", 64_000, 48_000, 2)))
        .isInstanceOf(MediaException.class);
    assertThatThrownBy(() -> start(new AudioEncoding("libopus", 64_000, 12_345, 2)))
        .isInstanceOf(MediaException.class);
  }

  @Test
  void ofOneThatWasClosedNothingIsTold() throws Exception {
    AudioEncodeThread thread = start(AudioEncoding.AAC);
    give(thread, 0.25f, 0, 5);
    thread.close();
    thread.ended().get(10, TimeUnit.SECONDS);
    assertThat(failures).isEmpty();
  }
}
