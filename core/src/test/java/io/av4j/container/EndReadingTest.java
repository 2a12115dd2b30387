package io.av4j.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.SilentServer;
import io.av4j.testing.TestMedia;
import io.av4j.time.Timestamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An input that is told to be at its end. */
@Timeout(30)
class EndReadingTest {
  // Far more than a test may take: what ends earlier does not end by it.
  private static final InputOptions PATIENT =
      InputOptions.DEFAULT
          .withOpenTimeout(Duration.ofMinutes(5))
          .withReadTimeout(Duration.ofMinutes(5));
  private static final long SOON_MILLIS = 2000;

  @TempDir Path folder;

  /** Counts the packets and the ends, and tells when the last one that can come is there. */
  private static final class Counting implements Sink<Packet> {
    final AtomicInteger packets = new AtomicInteger();
    final AtomicInteger ends = new AtomicInteger();
    final CountDownLatch all;

    Counting(int expected) {
      all = new CountDownLatch(expected);
    }

    @Override
    public void accept(Packet packet) {
      packets.incrementAndGet();
      all.countDown();
    }

    @Override
    public void end() {
      ends.incrementAndGet();
    }
  }

  private static byte[] beginning() throws Exception {
    byte[] all = Files.readAllBytes(TestMedia.clip("flash_baseline.flv"));
    return Arrays.copyOf(all, all.length / 2);
  }

  private int videoPackets(byte[] media) throws Exception {
    Path file = Files.write(folder.resolve("beginning.flv"), media);
    Counting counting = new Counting(0);
    try (MediaInput input = MediaInput.open(file)) {
      input.pump(input.bestVideo().to(counting));
    }
    return counting.packets.get();
  }

  @Test
  void aReadOfASilentServerEndsAsAFileDoes() throws Exception {
    byte[] media = beginning();
    // The demuxer may keep the last packet back until more comes.
    int expected = videoPackets(media) - 1;
    try (SilentServer server = SilentServer.http(media);
        MediaInput input =
            MediaInput.open("http://127.0.0.1:" + server.port() + "/live.flv", PATIENT)) {
      Counting counting = new Counting(expected);
      CompletableFuture<Void> reading =
          CompletableFuture.runAsync(() -> input.pump(input.bestVideo().to(counting)));
      assertThat(counting.all.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(reading).isNotDone();
      input.endReading();
      reading.get(SOON_MILLIS, TimeUnit.MILLISECONDS);
      assertThat(counting.ends).hasValue(1);
      assertThat(counting.packets.get()).isGreaterThanOrEqualTo(expected);
      assertThat(input.read(counting)).as("a later read").isFalse();
      input.endReading();
      assertThat(input.read(counting)).as("after a second end").isFalse();
    }
  }

  @Test
  void whatADecoderHoldsRunsThrough() {
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
        var decoder = input.bestVideo().openDecoder()) {
      AtomicInteger packets = new AtomicInteger();
      AtomicInteger frames = new AtomicInteger();
      Sink<Packet> decoding = decoder.into((Sink<VideoFrame>) frame -> frames.incrementAndGet());
      Sink<Packet> counted =
          new Sink<>() {
            @Override
            public void accept(Packet packet) {
              decoding.accept(packet);
              if (packets.incrementAndGet() == 30) {
                input.endReading();
              }
            }

            @Override
            public void end() {
              decoding.end();
            }
          };
      input.pump(input.bestVideo().to(counted));
      assertThat(packets).hasValue(30);
      assertThat(frames).hasValue(30);
    }
  }

  @Test
  void aFileEndsBeforeItsFirstPacketAndASeekDoesNotTakeItBack() {
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"))) {
      input.endReading();
      Counting counting = new Counting(0);
      input.pump(input.bestVideo().to(counting));
      assertThat(counting.packets).hasValue(0);
      assertThat(counting.ends).hasValue(1);
      input.seek(Timestamp.ofMicros(1_000_000));
      assertThat(input.read(packet -> {})).isFalse();
    }
  }

  @Test
  void aCancelOverrulesIt() {
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"))) {
      input.endReading();
      input.cancel();
      assertThatThrownBy(() -> input.read(packet -> {})).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void aClosedInputDoesNotMind() {
    MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
    input.close();
    input.endReading();
    assertThatThrownBy(() -> input.read(packet -> {})).isInstanceOf(IllegalStateException.class);
  }

  /** Many inputs, ended at any moment of their reading. */
  @Test
  void atAnyMomentItIsTheEndAndNothingElse() {
    for (int i = 0; i < 200; i++) {
      try (MediaInput input = MediaInput.open(TestMedia.clip("beep_aac.m4a"))) {
        Counting counting = new Counting(0);
        CompletableFuture<Void> ending = CompletableFuture.runAsync(input::endReading);
        input.pump(input.bestAudio().to(counting));
        ending.join();
        assertThat(counting.ends).hasValue(1);
        assertThat(input.read(counting)).isFalse();
      }
    }
  }
}
