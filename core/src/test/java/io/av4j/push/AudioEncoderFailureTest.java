package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.AudioEncoderSettings;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushState;
import io.av4j.testing.Await;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A push goes on without audio where its audio encoder fails, and says so. */
@Timeout(60)
class AudioEncoderFailureTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int SAMPLE_RATE = 44_100;
  private static final int SAMPLES = 1024;

  @TempDir Path folder;

  private final List<PushEvent> events = new CopyOnWriteArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  private Destination record(String name) {
    return Destination.of(name, folder.resolve(name + ".mkv").toString());
  }

  private List<PushEvent> failures() {
    return events.stream().filter(PushEvent.AudioEncoderFailed.class::isInstance).toList();
  }

  /** Four seconds of pictures with sound that no AAC encoder takes from that sample on. */
  private Path unencodableSound(int from) {
    Path file = folder.resolve("nan.mkv");
    AudioFormat format =
        new AudioFormat(SAMPLE_RATE, SampleFormat.FLT, ChannelLayout.ofChannels(1));
    try (MediaInput input = MediaInput.open(TestMedia.clip("video_only_360p.mp4"));
        MediaOutput output = MediaOutput.create(file)) {
      var pictures = output.addCopy(input.bestVideo());
      Sink<AudioFrame> sound = output.addAudio(AudioEncoderSettings.of("pcm_f32le", format));
      for (int at = 0; at < 4 * SAMPLE_RATE; at += SAMPLES) {
        try (AudioFrame frame = AudioFrame.allocate(format, SAMPLES)) {
          ByteBuffer samples =
              ByteBuffer.allocate(frame.packedSize()).order(ByteOrder.nativeOrder());
          for (int i = 0; i < SAMPLES; i++) {
            samples.putFloat(at + i < from ? 0 : Float.NaN);
          }
          frame.copyFrom(samples.array());
          frame.setPts(new Timestamp(at, new Rational(1, SAMPLE_RATE)));
          frame.setDuration(new Timestamp(SAMPLES, new Rational(1, SAMPLE_RATE)));
          sound.accept(frame);
        }
      }
      sound.end();
      input.pump(input.bestVideo().to(pictures));
      output.finish();
    }
    return file;
  }

  @Test
  void thePushGoesOnMuteToItsEndAndTellsWhyOnce() {
    Path source = unencodableSound(SAMPLE_RATE);
    try (LivePush push =
        LivePush.start(
            PushPlan.of(source)
                .name("nan")
                .rendition("r", Drawings.quick(), record("mute"))
                .build(),
            events::add)) {
      assertThat(push.awaitEnd(PATIENCE)).isTrue();
      assertThat(push.state()).isEqualTo(PushState.STOPPED);
      DestinationSnapshot last = push.snapshot().destination("mute");
      // The clip has 120.
      assertThat(last.frames()).as("%s", last).isGreaterThan(100);
      assertThat(last.attempts()).as("one reconnect: %s", last).isEqualTo(2);
      assertThat(push.snapshot().sourcesOpened()).isEqualTo(1);
      assertThat(push.snapshot().sourceFaults()).isZero();
    }
    Await.until(() -> !failures().isEmpty(), () -> "no fault told of: " + events);
    assertThat(failures()).hasSize(1);
    assertThat(failures().get(0).fault()).isNotNull();
    // The second recording is of the video alone.
    try (MediaInput mute = MediaInput.open(folder.resolve("mute-2.mkv"))) {
      assertThat(mute.findAudio()).isEmpty();
      assertThat(mute.findVideo()).isPresent();
    }
  }

  @Test
  void aLoopedSourceIsNotOpenedAgainForIt() {
    Path source = unencodableSound(0);
    try (LivePush push =
        LivePush.start(
            PushPlan.of(source)
                .name("nan-loop")
                .rounds(0)
                .rendition("r", Drawings.quick(), record("loop"))
                .build(),
            events::add)) {
      Await.until(
          () -> push.snapshot().sourcesOpened() > 0 || push.state().isOver(),
          () -> push.snapshot().toString());
      // The clip lasts four seconds.
      assertThat(push.awaitEnd(Duration.ofSeconds(3))).isFalse();
      assertThat(push.snapshot().sourcesOpened()).isEqualTo(1);
      assertThat(push.state()).isEqualTo(PushState.RUNNING);
      assertThat(push.snapshot().destination("loop").state()).isEqualTo(DestinationState.LIVE);
    }
  }
}
