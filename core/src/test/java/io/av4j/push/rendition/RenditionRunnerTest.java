package io.av4j.push.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.clock.NanoClock;
import io.av4j.codec.Packet;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.container.VideoStream;
import io.av4j.filter.Fit;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFrame;
import io.av4j.push.destination.StreamSet;
import io.av4j.push.plan.AudioEncoding;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.RenditionSnapshot;
import io.av4j.testing.Await;
import io.av4j.time.Rational;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Into files, one for each connection. */
@Timeout(60)
class RenditionRunnerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final VideoEncoding SMALL = encoding(64, 48);
  private static final VideoEncoding LARGE = encoding(128, 96);

  @TempDir Path folder;

  private final Told told = new Told();
  private final Destinations destinations = new Destinations();
  private final RenditionRunner runner =
      new RenditionRunner("test", "r", PushTiming.DEFAULT, NanoClock.system(), destinations);
  private final List<VideoEncodeThread> opened = new ArrayList<>();
  private @Nullable AudioEncodeThread audio;
  private long tokens;

  private static VideoEncoding encoding(int width, int height) {
    return VideoEncoding.x264(width, height, 200_000).withOption("tune", "zerolatency");
  }

  private VideoEncodeThread open(VideoEncoding encoding) {
    long token = ++tokens;
    EncodeJob job =
        new EncodeJob(
            "test", "r", token, encoding, Fit.LETTERBOX, new Rational(25, 1), null, 128_000);
    VideoEncodeThread made = runner.open(job, told);
    opened.add(made);
    Await.until(() -> told.lines.contains("opened r " + token + " libx264"), told.lines::toString);
    return made;
  }

  private AudioEncodeThread audio() {
    AudioEncodeThread made =
        AudioEncodeThread.start(
            "test", AudioEncoding.AAC, runner::sendAudio, NanoClock.system(), e -> {});
    audio = made;
    return made;
  }

  private Destination file(String name) {
    return Destination.of(name, path(name, 1).toString());
  }

  private Path path(String name, int part) {
    return folder.resolve(name + (part == 1 ? "" : "-" + part) + ".flv");
  }

  private static void frames(VideoEncodeThread encoder, int from, int to) {
    for (int i = from; i < to; i++) {
      try (VideoFrame frame = Frames.grey(64, 48, i * 5 % 256, i * 40L)) {
        assertThat(encoder.offer(frame, PATIENCE)).isTrue();
      }
    }
  }

  private static void sound(AudioEncodeThread encoder, int from, int to) {
    for (int i = from; i < to; i++) {
      try (AudioFrame frame = Frames.audio(encoder.format(), 1764, 0.25f, i * 40_000L)) {
        assertThat(encoder.offer(frame, PATIENCE)).isTrue();
      }
    }
  }

  private void end(String name) {
    assertThat(runner.remove(name)).isPresent();
    awaitTold(name + " ended");
  }

  private void awaitTold(String line) {
    Await.until(() -> destinations.lines.contains(line), () -> line + ": " + destinations.lines);
  }

  private void awaitWritten(String name, long number) {
    Await.until(
        () -> runner.publisher(name).orElseThrow().status().snapshot().frames() >= number,
        () -> number + ": " + runner.publisher(name).orElseThrow().status().snapshot());
  }

  /** The size and number of the frames of a recording, and whether it has audio. */
  private static String recorded(Path file) {
    int count = 0;
    try (MediaInput input = MediaInput.open(file.toString())) {
      boolean hasAudio = input.streams().stream().anyMatch(s -> !(s instanceof VideoStream));
      VideoStream video = input.bestVideo();
      String size = video.format().width() + "x" + video.format().height();
      try (FrameReader<VideoFrame> frames = input.videoFrames()) {
        while (frames.next() != null) {
          count++;
        }
      }
      return count + " of " + size + (hasAudio ? " with audio" : "");
    }
  }

  @AfterEach
  void close() throws Exception {
    runner.publishers().forEach(publisher -> publisher.abort());
    for (String name : runner.publishers().stream().map(p -> p.name()).toList()) {
      awaitTold(name + " ended");
    }
    runner.close();
    for (VideoEncodeThread encoder : opened) {
      encoder.close();
      encoder.ended().get(10, TimeUnit.SECONDS);
    }
    AudioEncodeThread sound = audio;
    if (sound != null) {
      sound.close();
      sound.ended().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void sendsWhatItsEncoderMakesToAllDestinations() {
    VideoEncodeThread encoder = open(SMALL);
    AudioEncodeThread sound = audio();
    runner.add(file("early"));
    runner.use(encoder, sound.copyParameters());
    runner.add(file("a"));
    assertThatThrownBy(() -> runner.add(file("a"))).isInstanceOf(IllegalArgumentException.class);
    sound(sound, 0, 25);
    frames(encoder, 0, 25);
    awaitWritten("a", 25);
    awaitWritten("early", 25);
    // One that comes later begins with the last keyframe.
    runner.add(file("late"));
    awaitWritten("late", 25);
    assertThat(runner.publishers()).extracting(p -> p.name()).containsExactly("early", "a", "late");
    end("a");
    end("early");
    end("late");
    assertThat(recorded(path("a", 1))).isEqualTo("25 of 64x48 with audio");
    assertThat(recorded(path("early", 1))).isEqualTo("25 of 64x48 with audio");
    assertThat(recorded(path("late", 1))).isEqualTo("25 of 64x48 with audio");
    RenditionSnapshot snapshot = runner.snapshot();
    assertThat(snapshot.encoder()).isEqualTo("libx264");
    assertThat(snapshot.framesEncoded()).isEqualTo(25);
    assertThat(snapshot.framesDropped()).isZero();
    assertThat(snapshot.targetBitsPerSecond()).hasValue(200_000);
    assertThat(snapshot.failed()).isFalse();
  }

  @Test
  void anotherEncoderTakesOverByOneReconnectAndNothingOfTheOldOneFollows() throws Exception {
    VideoEncodeThread before = open(SMALL);
    runner.use(before, null);
    runner.add(file("a"));
    frames(before, 0, 10);
    awaitWritten("a", 10);
    // Opened beside it; the old one goes on.
    VideoEncodeThread after = open(LARGE);
    frames(before, 10, 20);
    awaitWritten("a", 20);
    runner.use(after, null);
    before.ended().get(10, TimeUnit.SECONDS);
    frames(after, 20, 35);
    awaitWritten("a", 35);
    end("a");
    assertThat(recorded(path("a", 1))).isEqualTo("20 of 64x48");
    assertThat(recorded(path("a", 2))).isEqualTo("15 of 128x96");
    assertThat(Files.exists(path("a", 3))).isFalse();
    assertThat(runner.snapshot().framesEncoded()).isEqualTo(35);
    assertThat(told.lines).doesNotContain("failed r 1 RUNNING");
  }

  @Test
  void anEncoderThatWasNotChosenSendsNothing() {
    VideoEncodeThread present = open(SMALL);
    runner.use(present, null);
    runner.add(file("a"));
    VideoEncodeThread other = open(LARGE);
    frames(other, 0, 5);
    frames(present, 0, 5);
    other.end();
    other.ended().join();
    awaitWritten("a", 5);
    end("a");
    assertThat(recorded(path("a", 1))).isEqualTo("5 of 64x48");
  }

  @Test
  void withoutAudioItGoesOnByOneReconnect() {
    VideoEncodeThread encoder = open(SMALL);
    AudioEncodeThread sound = audio();
    runner.use(encoder, sound.copyParameters());
    runner.add(file("a"));
    sound(sound, 0, 10);
    frames(encoder, 0, 10);
    awaitWritten("a", 10);
    runner.dropAudio();
    runner.dropAudio();
    encoder.requestKeyFrame();
    sound(sound, 10, 20);
    frames(encoder, 10, 20);
    awaitWritten("a", 20);
    end("a");
    assertThat(recorded(path("a", 1))).isEqualTo("10 of 64x48 with audio");
    assertThat(recorded(path("a", 2))).isEqualTo("10 of 64x48");
    assertThat(runner.snapshot().framesEncoded()).isEqualTo(20);
  }

  @Test
  void oneThatFailedEndsWithItsDestinationsWhichStillGetWhatWaits() {
    VideoEncodeThread encoder = open(SMALL);
    runner.use(encoder, null);
    runner.add(file("a"));
    frames(encoder, 0, 10);
    try (VideoFrame bad = Frames.unreadable(400)) {
      assertThat(encoder.offer(bad, PATIENCE)).isTrue();
    }
    encoder.ended().join();
    assertThat(told.lines).contains("failed r 1 RUNNING");
    runner.fail();
    awaitTold("a ended");
    assertThat(runner.hasFailed()).isTrue();
    assertThat(runner.snapshot().failed()).isTrue();
    assertThat(recorded(path("a", 1))).isEqualTo("10 of 64x48");
  }

  @Test
  void copiedStreamsThatGoOnAsTheyWereTouchNoConnection() {
    VideoEncodeThread source = open(SMALL);
    List<Packet> packets = new ArrayList<>();
    VideoEncodeThread made =
        VideoEncodeThread.start(
            source.job(),
            packet -> packets.add(packet.newRef()),
            () -> null,
            NanoClock.system(),
            told);
    opened.add(made);
    frames(made, 0, 10);
    made.end();
    made.ended().join();
    try {
      var parameters = made.takeParameters();
      runner.copy(new StreamSet(parameters.copy(), null, 200_000));
      runner.add(file("a"));
      packets.subList(0, 5).forEach(packet -> runner.putCopy(packet, true));
      runner.flushCopies();
      awaitWritten("a", 5);
      runner.copy(new StreamSet(parameters, null, 200_000));
      packets.subList(5, 10).forEach(packet -> runner.putCopy(packet, true));
      runner.flushCopies();
      awaitWritten("a", 10);
      end("a");
    } finally {
      packets.forEach(Packet::close);
    }
    assertThat(recorded(path("a", 1))).isEqualTo("10 of 64x48");
    assertThat(Files.exists(path("a", 2))).isFalse();
    assertThat(runner.snapshot().encoder()).isNull();
    assertThat(runner.snapshot().targetBitsPerSecond()).isEmpty();
  }

  @Test
  void whatComesWhenItIsClosedIsFreed() {
    VideoEncodeThread encoder = open(SMALL);
    AudioEncodeThread sound = audio();
    runner.close();
    runner.use(encoder, sound.copyParameters());
    encoder.ended().join();
    VideoEncodeThread other = open(SMALL);
    runner.copy(new StreamSet(other.takeParameters(), sound.copyParameters(), 1));
    other.close();
    assertThatThrownBy(() -> runner.use(other, sound.copyParameters()))
        .isInstanceOf(IllegalStateException.class);
  }
}
