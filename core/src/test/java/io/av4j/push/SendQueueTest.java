package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.testing.TestMedia;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is let through and what is left out, with times made up around one real packet. */
class SendQueueTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

  private final AtomicInteger keyRequests = new AtomicInteger();
  private final SendQueue queue = new SendQueue(2000 * MS, false, keyRequests::incrementAndGet);
  private Packet packet;

  @BeforeEach
  void takeAPacket() {
    AtomicReference<Packet> taken = new AtomicReference<>();
    try (MediaInput input = MediaInput.open(TestMedia.clip("video_only_360p.mp4"))) {
      input.read(lent -> taken.set(lent.newRef()));
    }
    packet = taken.get();
  }

  @AfterEach
  void letGo() {
    queue.shut();
    packet.close();
  }

  private void picture(long millis, boolean key) {
    queue.offer(new Coded(packet.newRef(), true, key, millis * MS, 1000));
  }

  private void sound(long millis) {
    queue.offer(new Coded(packet.newRef(), false, true, millis * MS, 100));
  }

  /** All that waits: pictures as their time, sound as its time negated. */
  private List<Long> drain() throws InterruptedException {
    List<Long> all = new ArrayList<>();
    Coded item;
    while ((item = queue.take(0)) != null) {
      all.add((item.video() ? 1 : -1) * item.dtsNanos() / MS);
      item.release();
    }
    return all;
  }

  @Test
  void beginsWithAKeyframeAndTheSoundFromThereOn() throws InterruptedException {
    picture(0, true);
    queue.open(true, List.of());
    assertThat(keyRequests).hasValue(1);
    picture(40, false);
    sound(60);
    sound(80);
    sound(100);
    assertThat(drain()).isEmpty();
    picture(80, true);
    picture(120, false);
    sound(120);
    assertThat(drain()).containsExactly(80L, -80L, -100L, 120L, -120L);
    assertThat(queue.drops().outage()).isEqualTo(2);
  }

  @Test
  void picturesAreLeftOutUpToAKeyframeAndSoundIsNot() throws InterruptedException {
    queue.open(true, List.of());
    for (int i = 0; i < 35; i++) {
      picture(i * 40L, i % 25 == 0);
      sound(i * 40L + 20);
    }
    List<Long> all = drain();
    assertThat(all.stream().filter(t -> t < 0)).hasSize(35);
    // 0.9 s after the first, all up to the keyframe at 1 s; from then on that much waits again.
    assertThat(all).contains(880L, 1000L).doesNotContain(960L, 1040L);
    assertThat(queue.drops().untilKey()).isEqualTo(11);
    assertThat(queue.drops().stale()).isZero();
    assertThat(queue.drops().audio()).isZero();
  }

  @Test
  void picturesMakeWayForSoundThatWaitsLong() throws InterruptedException {
    queue.open(true, List.of());
    for (int i = 0; i < 40; i++) {
      picture(i * 40L, i % 25 == 0);
      sound(i * 40L + 20);
    }
    picture(1600, false);
    assertThat(drain()).hasSize(40).allMatch(t -> t < 0);
    picture(1640, false);
    picture(1680, true);
    assertThat(drain()).containsExactly(1680L);
    assertThat(queue.drops().stale()).isGreaterThan(20);
    assertThat(queue.drops().audio()).isZero();
  }

  @Test
  void beyondTheBoundOnlyTheNewestPartStays() throws InterruptedException {
    queue.open(true, List.of());
    picture(0, true);
    sound(0);
    for (int i = 1; i < 25; i++) {
      sound(i * 100L);
    }
    picture(2400, true);
    assertThat(drain()).containsExactly(-2400L, 2400L);
    assertThat(queue.drops().stale()).isEqualTo(25);
  }

  @Test
  void beginsWithWhatIsKeptAndDoesNotCallThatLate() throws InterruptedException {
    GopCache gop = new GopCache();
    for (int i = 0; i < 60; i++) {
      // An encoder of pictures is half a second behind that of sound.
      gop.send(new Coded(packet.newRef(), false, true, (i * 40L + 500) * MS, 100), List.of());
      gop.send(new Coded(packet.newRef(), true, i % 50 == 0, i * 40L * MS, 1000), List.of());
    }
    gop.open(queue, true, true);
    assertThat(keyRequests).hasValue(0);
    assertThat(queue.waitingNanos()).isZero();
    List<Long> all = drain();
    assertThat(all.get(0)).isEqualTo(2000);
    assertThat(all.stream().filter(t -> t > 0)).hasSize(10).isSorted();
    assertThat(all.stream().filter(t -> t < 0).map(t -> -t)).isSorted().startsWith(2020L);
    queue.shut();
    gop.open(queue, true, false);
    assertThat(keyRequests).hasValue(1);
    assertThat(drain()).isEmpty();
    // Longer without a keyframe than is worth keeping.
    for (int i = 60; i < 200; i++) {
      gop.send(new Coded(packet.newRef(), true, false, i * 40L * MS, 1000), List.of());
    }
    gop.open(queue, true, true);
    assertThat(drain()).isEmpty();
    gop.close();
  }

  /** Whatever comes: what goes out of each kind rises, and pictures begin with a keyframe. */
  @Test
  void orderHoldsWhateverComes() throws InterruptedException {
    long seed = Long.getLong("av4j.seed", 9);
    System.out.println("SendQueueTest seed " + seed);
    Random random = new Random(seed);
    long picture = 0;
    long sound = 0;
    long lastPicture = Long.MIN_VALUE;
    long lastSound = Long.MIN_VALUE;
    boolean begun = false;
    queue.open(true, List.of());
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(500) == 0) {
        queue.shut();
        queue.open(true, List.of());
        begun = false;
      }
      if (random.nextBoolean()) {
        picture += 40;
        picture(picture, random.nextInt(50) == 0);
      } else {
        sound = Math.max(sound + 1, picture - 200 + random.nextInt(400));
        sound(sound);
      }
      Coded item = random.nextInt(3) == 0 ? null : queue.take(0);
      if (item == null) {
        continue;
      }
      if (item.video()) {
        assertThat(item.dtsNanos()).isGreaterThan(lastPicture);
        assertThat(begun || item.key()).isTrue();
        lastPicture = item.dtsNanos();
      } else {
        assertThat(item.dtsNanos()).isGreaterThan(lastSound);
        assertThat(begun).isTrue();
        lastSound = item.dtsNanos();
      }
      begun = true;
      item.release();
      assertThat(queue.waitingNanos()).isLessThan(5000 * MS);
    }
  }
}
