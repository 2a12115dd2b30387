package io.av4j.push.destination;

import static io.av4j.push.destination.TestPackets.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.CodecParameters;
import io.av4j.codec.DisposablePackets;
import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.push.destination.DropPolicy.QueueView;
import io.av4j.push.destination.DropPolicy.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DropPolicyTest {
  private static final long SEED = Long.getLong("av4j.seed", 5);
  private static final DropPolicy POLICY = DropPolicy.of(Duration.ofSeconds(2), Duration.ZERO);

  private final TestPackets packets = new TestPackets(TestPackets.VIDEO_ONLY);
  private final EncodedPacket frame = packets.lend(true, 0, false, 1);
  private final EncodedPacket key = packets.lend(true, 0, true, 1);
  private final EncodedPacket audio = packets.lend(false, 0, true, 1);

  @AfterEach
  void letGo() {
    packets.close();
  }

  private static QueueView ahead(long millis, int frames) {
    return new QueueView(millis * MS, millis * MS, false, 100, frames, 1000);
  }

  @Test
  void obsNumbersDecideAboutFrames() {
    assertThat(POLICY.decide(ahead(900, 50), frame)).isEqualTo(Verdict.ENTER);
    assertThat(POLICY.decide(ahead(901, 50), frame)).isEqualTo(Verdict.DROP_UNTIL_KEY);
    QueueView missing = new QueueView(0, 0, true, 0, 0, 0);
    assertThat(POLICY.decide(missing, frame)).isEqualTo(Verdict.DROP_UNTIL_KEY);
    assertThat(POLICY.decide(missing, key)).isEqualTo(Verdict.ENTER);
    assertThat(POLICY.decide(ahead(2000, 50), key)).isEqualTo(Verdict.ENTER);
    assertThat(POLICY.decide(ahead(2001, 50), key)).isEqualTo(Verdict.MAKE_ROOM_OF_OLDER);
  }

  @Test
  void audioWaitsForVideoNoLongerThanThat() {
    assertThat(POLICY.decide(ahead(1400, 50), audio)).isEqualTo(Verdict.ENTER);
    assertThat(POLICY.decide(ahead(1401, 50), audio)).isEqualTo(Verdict.MAKE_ROOM_OF_VIDEO);
    assertThat(POLICY.decide(ahead(1401, 0), audio)).isEqualTo(Verdict.ENTER);
    assertThat(POLICY.decide(ahead(4000, 0), audio)).isEqualTo(Verdict.ENTER);
    assertThat(POLICY.decide(ahead(4001, 0), audio)).isEqualTo(Verdict.DROP_AUDIO);
    assertThat(POLICY.decide(ahead(4001, 1), audio)).isEqualTo(Verdict.MAKE_ROOM_OF_VIDEO);
  }

  @Test
  void aDiskMovesAllOfThem() {
    DropPolicy disk = DropPolicy.of(Duration.ofSeconds(2), Duration.ofSeconds(20));
    assertThat(disk.decide(ahead(20_900, 50), frame)).isEqualTo(Verdict.ENTER);
    assertThat(disk.decide(ahead(20_901, 50), frame)).isEqualTo(Verdict.DROP_UNTIL_KEY);
    assertThat(disk.decide(ahead(22_000, 50), key)).isEqualTo(Verdict.ENTER);
    assertThat(disk.decide(ahead(21_400, 50), audio)).isEqualTo(Verdict.ENTER);
    assertThat(disk.decide(ahead(24_001, 0), audio)).isEqualTo(Verdict.DROP_AUDIO);
  }

  @Test
  void aQueueThatIsFullTakesNoMoreWhateverTheTimesSay() {
    QueueView full = new QueueView(0, 0, false, POLICY.mostPackets(), 5, 1000);
    QueueView fat = new QueueView(0, 0, false, 10, 5, POLICY.mostBytes());
    for (QueueView view : List.of(full, fat)) {
      assertThat(POLICY.decide(view, frame)).isEqualTo(Verdict.DROP_UNTIL_KEY);
      assertThat(POLICY.decide(view, key)).isEqualTo(Verdict.MAKE_ROOM_OF_ALL);
      assertThat(POLICY.decide(view, audio)).isEqualTo(Verdict.MAKE_ROOM_OF_VIDEO);
    }
    QueueView fullOfAudio = new QueueView(0, 0, false, POLICY.mostPackets(), 0, 1000);
    assertThat(POLICY.decide(fullOfAudio, audio)).isEqualTo(Verdict.DROP_AUDIO);
  }

  /** D6: what can be left out is read by the rules of the codec that the packet came with. */
  @Test
  void onlyWhatNoOtherFrameRefersToIsLeftOutAlone() {
    QueueView congested = ahead(800, 50);
    assertThat(POLICY.decide(congested, frame)).isEqualTo(Verdict.ENTER);
    // H.264 High with B-frames that are no references.
    assertThat(dropsAlone(TestPackets.VIDEO_ONLY, TestPackets.VIDEO_ONLY)).isBetween(20, 100);
    // By H.264's rule a trailing reference picture of HEVC (first byte 0x02) has nal_ref_idc 0.
    assertThat(dropsAlone(TestPackets.HEVC, TestPackets.HEVC))
        .isEqualTo(disposables(TestPackets.HEVC));
    assertThat(dropsAlone(TestPackets.HEVC, TestPackets.VIDEO_ONLY))
        .as("what the wrong rule would leave out")
        .isNotEqualTo(disposables(TestPackets.HEVC));
  }

  private int disposables(Path clip) {
    return count(clip, clip, EncodedPacket::disposable);
  }

  private int dropsAlone(Path clip, Path codec) {
    QueueView congested = ahead(800, 50);
    return count(
        clip, codec, packet -> POLICY.decide(congested, packet) == Verdict.DROP_DISPOSABLE);
  }

  private int count(Path clip, Path codec, Predicate<EncodedPacket> which) {
    List<Packet> all = TestPackets.packets(clip, 100);
    int count = 0;
    try (MediaInput input = MediaInput.open(codec);
        CodecParameters parameters = input.bestVideo().parameters()) {
      DisposablePackets rules = DisposablePackets.of(parameters);
      for (Packet packet : all) {
        EncodedPacket coded = EncodedPacket.of(packet, packets.streams(), true, rules);
        count += which.test(coded) ? 1 : 0;
        coded.release();
      }
    }
    all.forEach(Packet::close);
    return count;
  }

  /** Whatever waits: audio never goes before video, and what enters is within the bounds. */
  @Test
  void whateverWaitsTheBoundsHold() {
    System.out.println("DropPolicyTest seed " + SEED);
    Random random = new Random(SEED);
    List<EncodedPacket> kinds = List.of(frame, key, audio);
    Set<Verdict> seen = EnumSet.noneOf(Verdict.class);
    for (int i = 0; i < 500_000; i++) {
      int frames = random.nextInt(4);
      QueueView view =
          new QueueView(
              (random.nextInt(5000) - 200) * MS,
              random.nextInt(5000) * MS,
              random.nextBoolean(),
              frames + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 300),
              frames,
              random.nextLong(random.nextInt(10) == 0 ? 1 << 26 : 1 << 20));
      EncodedPacket packet = kinds.get(random.nextInt(3));
      Verdict verdict = POLICY.decide(view, packet);
      seen.add(verdict);
      boolean full = view.packets() >= POLICY.mostPackets() || view.bytes() >= POLICY.mostBytes();
      switch (verdict) {
        case ENTER -> {
          assertThat(full).isFalse();
          assertThat(view.aheadNanos())
              .isLessThanOrEqualTo(
                  packet == frame ? 900 * MS : packet == key ? 2000 * MS : 4000 * MS);
          assertThat(packet == frame && view.needsKey()).isFalse();
        }
        case DROP_DISPOSABLE -> throw new AssertionError("nothing here is disposable");
        case DROP_UNTIL_KEY -> assertThat(packet).isSameAs(frame);
        case DROP_AUDIO -> {
          assertThat(packet).isSameAs(audio);
          assertThat(view.frames()).isZero();
          assertThat(full || view.aheadNanos() > 4000 * MS).isTrue();
        }
        case MAKE_ROOM_OF_VIDEO -> {
          assertThat(packet).isSameAs(audio);
          assertThat(view.frames()).isPositive();
          assertThat(full || view.aheadNanos() > 1400 * MS).isTrue();
        }
        case MAKE_ROOM_OF_OLDER, MAKE_ROOM_OF_ALL -> assertThat(packet).isSameAs(key);
      }
    }
    seen.add(Verdict.DROP_DISPOSABLE);
    assertThat(seen).containsExactlyInAnyOrder(Verdict.values());
  }
}
