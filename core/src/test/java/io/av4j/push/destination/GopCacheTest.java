package io.av4j.push.destination;

import static io.av4j.push.destination.TestPackets.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.FFmpeg;
import io.av4j.codec.DisposablePackets;
import io.av4j.codec.Packet;
import io.av4j.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GopCacheTest {
  private final AtomicInteger keyRequests = new AtomicInteger();
  private final ManualClock clock = new ManualClock();
  private final TestPackets packets = new TestPackets(TestPackets.BOTH);
  private final GopCache gop = new GopCache();
  private final SendQueue queue = queue();

  private SendQueue queue() {
    return new SendQueue(
        Duration.ofSeconds(2), new KeyFrameRequests(keyRequests::incrementAndGet, clock), clock);
  }

  @BeforeEach
  void begin() {
    gop.streams(packets.streams().retain());
    gop.add(queue, () -> {});
  }

  @AfterEach
  void letGo() {
    queue.shut();
    gop.close();
    packets.close();
  }

  private void video(long millis, boolean key) {
    gop.send(packets.own(true, millis, key, 1000));
  }

  private void audio(long millis) {
    gop.send(packets.own(false, millis, true, 100));
  }

  private void open(SendQueue one, boolean fromLastKey) {
    StreamSet streams = gop.open(one, fromLastKey, Duration.ZERO);
    assertThat(streams).isNotNull();
    streams.release();
  }

  private static List<Long> drain(SendQueue one) throws InterruptedException {
    List<Long> all = new ArrayList<>();
    Deque<EncodedPacket> batch = new ArrayDeque<>();
    while (one.size() > 0 && one.take(batch)) {
      batch.forEach(p -> all.add((p.video() ? 1 : -1) * p.dtsNanos() / MS));
      batch.forEach(EncodedPacket::release);
      batch.clear();
    }
    return all;
  }

  @Test
  void aConnectionBeginsWithWhatIsKeptAndDoesNotCallThatLate() throws InterruptedException {
    for (int i = 0; i < 60; i++) {
      // An encoder of video is half a second behind that of audio.
      audio(i * 40L + 500);
      video(i * 40L, i % 50 == 0);
    }
    open(queue, true);
    assertThat(keyRequests).hasValue(0);
    assertThat(queue.waitingNanos()).isZero();
    List<Long> all = drain(queue);
    assertThat(all.get(0)).isEqualTo(2000);
    assertThat(all.stream().filter(t -> t > 0)).hasSize(10).isSorted();
    assertThat(all.stream().filter(t -> t < 0).map(t -> -t)).isSorted().startsWith(2020L);
    queue.shut();
    open(queue, false);
    assertThat(keyRequests).hasValue(1);
    assertThat(drain(queue)).isEmpty();
    queue.shut();
    // Longer without a keyframe than is worth keeping.
    for (int i = 60; i < 200; i++) {
      video(i * 40L, false);
    }
    open(queue, true);
    assertThat(drain(queue)).isEmpty();
  }

  private int kept() {
    SendQueue fresh = queue();
    open(fresh, true);
    int size = fresh.size();
    fresh.shut();
    return size;
  }

  /** What is too large as a whole is not kept in part, and not at once again when one is small. */
  @Test
  void groupsOfFramesThatDoNotFitAreNotKept() {
    long time = 0;
    int[] sizes = {100, 100, 900_000, 100, 100, 100, 100, 100};
    boolean[] isKept = {true, true, true, false, false, false, true, true};
    for (int group = 0; group < sizes.length; group++) {
      for (int i = 0; i < 5; i++) {
        gop.send(packets.own(true, time += 40, i == 0, sizes[group]));
        audio(time);
      }
      boolean fits = sizes[group] == 100;
      assertThat(kept()).as("group %s", group).isEqualTo(isKept[group] && fits ? 10 : 0);
    }
  }

  @Test
  void everyQueueGetsEveryPacketUntilItIsRemoved() throws InterruptedException {
    SendQueue second = queue();
    gop.add(second, () -> {});
    open(queue, true);
    open(second, true);
    video(0, true);
    gop.remove(second);
    video(40, false);
    assertThat(drain(queue)).containsExactly(0L, 40L);
    assertThat(drain(second)).containsExactly(0L);
    second.shut();
  }

  /** Nothing of an encoder gets out once another has taken its place. */
  @Test
  void packetsOfOtherStreamsAreDropped() throws InterruptedException {
    List<Packet> real = TestPackets.packets(TestPackets.BOTH, 2);
    StreamSet before = packets.streams();
    StreamSet after = TestPackets.streams(TestPackets.VIDEO_ONLY);
    open(queue, true);
    gop.send(real.get(0), before, true);
    gop.send(real.get(0), after, true);
    assertThat(queue.size()).isEqualTo(1);
    gop.streams(after);
    gop.send(real.get(1), before, true);
    assertThat(queue.size()).isEqualTo(1);
    gop.send(real.get(0), after, true);
    assertThat(queue.size()).isEqualTo(2);
    SendQueue fresh = queue();
    open(fresh, true);
    // Of the streams before nothing is kept.
    assertThat(fresh.size()).isEqualTo(1);
    fresh.shut();
    real.forEach(Packet::close);
  }

  /** D20: what a 24/7 playlist of differing files goes through is not kept until the end. */
  @Test
  void streamsAreClosedWhenNobodyRefersToThemAnyMore() {
    long before = open("AVCodecParameters");
    StreamSet last = null;
    for (int i = 0; i < 50; i++) {
      last = TestPackets.streams(i % 2 == 0 ? TestPackets.VIDEO_ONLY : TestPackets.BOTH);
      gop.streams(last);
      StreamSet held = gop.retained();
      assertThat(held).isSameAs(last);
      held.release();
    }
    assertThat(open("AVCodecParameters")).isEqualTo(before + 2);
    StreamSet held = gop.open(queue, true, Duration.ZERO);
    assertThat(held).isSameAs(last);
    gop.close();
    assertThat(held.continues(held)).isTrue();
    held.release();
    assertThat(open("AVCodecParameters")).isEqualTo(before);
  }

  private static long time(Packet packet, StreamSet of) {
    EncodedPacket coded = EncodedPacket.of(packet, of, true, null);
    coded.release();
    return coded.dtsNanos();
  }

  private static long open(String type) {
    return FFmpeg.openNativeObjects().getOrDefault(type, 0L);
  }

  /** D6: from H.264 to HEVC in a congested queue, no packet is read by the other's rules. */
  @Test
  void whatIsLeftOutIsReadByTheRulesOfThePresentCodec() {
    List<Packet> real = TestPackets.packets(TestPackets.HEVC, 60);
    StreamSet hevc = TestPackets.video(TestPackets.HEVC);
    DisposablePackets rules = hevc.disposablePackets();
    gop.streams(hevc);
    open(queue, true);
    int asked = 0;
    long start = time(real.get(0), hevc);
    for (Packet packet : real) {
      long ahead = time(packet, hevc) - start;
      boolean disposable = rules.isDisposable(packet);
      long before = queue.drops().disposable();
      gop.send(packet, hevc, true);
      if (ahead > 700 * MS && ahead <= 900 * MS) {
        asked++;
        assertThat(queue.drops().disposable() > before).isEqualTo(disposable);
      }
    }
    assertThat(asked).isGreaterThan(3);
    real.forEach(Packet::close);
  }

  @Test
  void afterTheEndThereIsNothing() {
    open(queue, true);
    video(0, true);
    gop.close();
    gop.close();
    List<Packet> real = TestPackets.packets(TestPackets.BOTH, 1);
    gop.send(real.get(0), packets.streams(), true);
    real.forEach(Packet::close);
    assertThat(queue.size()).isEqualTo(1);
    assertThat(gop.retained()).isNull();
    assertThat(gop.open(queue, true, Duration.ZERO)).isNull();
    assertThat(gop.isAwaitingStreams()).isFalse();
    // They would never be closed.
    gop.streams(packets.streams().retain());
    assertThat(gop.retained()).isNull();
  }

  @Test
  void whoWaitsForStreamsIsTold() {
    GopCache empty = new GopCache();
    AtomicInteger told = new AtomicInteger();
    empty.add(queue, told::incrementAndGet);
    assertThat(empty.isAwaitingStreams()).isTrue();
    assertThat(empty.retained()).isNull();
    empty.streams(packets.streams().retain());
    assertThat(told).hasValue(1);
    assertThat(empty.isAwaitingStreams()).isFalse();
    empty.close();
    assertThat(told).hasValue(2);
  }

  /** Whatever comes, what is kept is bounded, and all of it is given back. */
  @Test
  void whatIsKeptIsBoundedWhateverComes() {
    long seed = Long.getLong("av4j.seed", 3);
    System.out.println("GopCacheTest seed " + seed);
    Random random = new Random(seed);
    Map<String, Long> before = FFmpeg.openNativeObjects();
    long time = 0;
    for (int i = 0; i < 100_000; i++) {
      if (random.nextInt(10_000) == 0) {
        gop.streams(TestPackets.streams(TestPackets.BOTH));
      }
      time += random.nextInt(1000) == 0 ? random.nextInt(20_000) - 10_000 : random.nextInt(30);
      boolean stands = i / 10_000 % 3 == 1;
      boolean fat = i / 10_000 % 3 == 2;
      boolean video = random.nextBoolean();
      gop.send(
          packets.own(
              video,
              stands ? 0 : time,
              !video || random.nextInt(i / 10_000 % 2 == 0 ? 60 : 5000) == 0,
              fat ? 200_000 : 100));
      if (i % 100 == 0) {
        SendQueue fresh = queue();
        open(fresh, true);
        assertThat(fresh.size()).isLessThanOrEqualTo(KeptGop.MOST_PACKETS + 1);
        assertThat(fresh.bytes()).isLessThanOrEqualTo(KeptGop.MOST_BYTES + 200_000);
        fresh.shut();
      }
    }
    gop.close();
    assertThat(FFmpeg.openNativeObjects().getOrDefault("AVPacket", 0L))
        .isLessThanOrEqualTo(before.getOrDefault("AVPacket", 0L));
  }
}
