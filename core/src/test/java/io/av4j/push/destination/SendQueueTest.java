package io.av4j.push.destination;

import static io.av4j.push.destination.TestPackets.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.testing.Await;
import io.av4j.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is let through and what is left out. */
class SendQueueTest {
  private static final long SEED = Long.getLong("av4j.seed", 9);

  private final AtomicInteger keyRequests = new AtomicInteger();
  private final ManualClock clock = new ManualClock();
  private final SendQueue queue =
      new SendQueue(
          Duration.ofSeconds(2), new KeyFrameRequests(keyRequests::incrementAndGet, clock), clock);
  private long staleBefore;
  private final TestPackets packets = new TestPackets(TestPackets.VIDEO_ONLY);

  @AfterEach
  void letGo() {
    queue.shut();
    packets.close();
  }

  private void open() {
    queue.open(true, List.of(), Duration.ZERO);
  }

  private void video(long millis, boolean key) {
    put(packets.lend(true, millis, key, 1000));
  }

  private void put(EncodedPacket lent) {
    queue.put(lent);
    queue.flush();
  }

  private void audio(long millis) {
    put(packets.lend(false, millis, true, 100));
  }

  /** All that waits: video as its time, audio as its time negated. */
  private List<Long> drain() throws InterruptedException {
    List<Long> all = new ArrayList<>();
    Deque<EncodedPacket> batch = new ArrayDeque<>();
    while (queue.size() > 0 && queue.take(batch)) {
      for (EncodedPacket packet : batch) {
        all.add((packet.video() ? 1 : -1) * packet.dtsNanos() / MS);
        packet.release();
      }
      batch.clear();
    }
    return all;
  }

  @Test
  void beginsWithAKeyframeAndTheAudioFromThereOn() throws InterruptedException {
    video(0, true);
    open();
    assertThat(keyRequests).hasValue(1);
    video(40, false);
    audio(60);
    audio(80);
    audio(100);
    assertThat(drain()).isEmpty();
    video(80, true);
    video(120, false);
    audio(120);
    assertThat(drain()).containsExactly(80L, -80L, -100L, 120L, -120L);
    // What came before there was a connection, and before its first keyframe.
    assertThat(queue.drops()).isEqualTo(new Drops(3, 0, 0, 0, 0));
  }

  @Test
  void framesAreLeftOutUpToAKeyframeAndAudioIsNot() throws InterruptedException {
    open();
    for (int i = 0; i < 35; i++) {
      video(i * 40L, i % 25 == 0);
      audio(i * 40L + 20);
    }
    List<Long> all = drain();
    assertThat(all.stream().filter(t -> t < 0)).hasSize(35);
    // 0.9 s after the first, all up to the keyframe at 1 s; from then on that much waits again.
    assertThat(all).contains(880L, 1000L).doesNotContain(960L, 1040L);
    assertThat(queue.drops()).isEqualTo(new Drops(0, 0, 11, 0, 0));
  }

  @Test
  void videoMakesWayForAudioThatWaitsLong() throws InterruptedException {
    open();
    for (int i = 0; i < 40; i++) {
      video(i * 40L, i % 25 == 0);
      audio(i * 40L + 20);
    }
    video(1600, false);
    assertThat(drain()).hasSize(40).allMatch(t -> t < 0);
    video(1640, false);
    video(1680, true);
    assertThat(drain()).containsExactly(1680L);
    assertThat(queue.drops().stale()).isGreaterThan(20);
    assertThat(queue.drops().audio()).isZero();
  }

  @Test
  void beyondTheBoundOnlyTheNewestPartStays() throws InterruptedException {
    open();
    video(0, true);
    audio(0);
    for (int i = 1; i < 25; i++) {
      audio(i * 100L);
    }
    video(2400, true);
    // The keyframe goes first, as a connection may begin with it.
    assertThat(drain()).containsExactly(2400L, -2400L);
    // The first frame made way for the audio; that is older than the keyframe but for one.
    assertThat(queue.drops()).isEqualTo(new Drops(0, 0, 0, 1, 24));
  }

  @Test
  void aDiskMayTakeLonger() throws InterruptedException {
    queue.open(true, List.of(), Duration.ofSeconds(20));
    for (int i = 0; i < 500; i++) {
      video(i * 40L, i % 50 == 0);
      audio(i * 40L + 20);
    }
    assertThat(queue.waitingNanos()).isEqualTo(499 * 40 * MS);
    assertThat(drain()).hasSize(1000);
    assertThat(queue.drops()).isEqualTo(new Drops(0, 0, 0, 0, 0));
  }

  @Test
  void theEncoderIsAskedForAKeyframeEveryTwoSecondsAtMost() {
    open();
    assertThat(keyRequests).hasValue(1);
    video(0, false);
    video(40, false);
    clock.advance(Duration.ofMillis(1999));
    video(2000, false);
    assertThat(keyRequests).hasValue(1);
    clock.advance(Duration.ofMillis(1));
    video(2040, false);
    video(2080, false);
    assertThat(keyRequests).hasValue(2);
    video(2120, true);
    clock.advance(Duration.ofSeconds(3));
    video(2160, false);
    assertThat(keyRequests).hasValue(2);
  }

  @Test
  void whatAConnectionBeginsWithIsNotCalledLateAtFirst() throws InterruptedException {
    List<EncodedPacket> begin = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      begin.add(packets.lend(true, i * 40L, i == 0, 1000));
    }
    queue.open(true, begin, Duration.ZERO);
    assertThat(keyRequests).hasValue(0);
    assertThat(queue.waitingNanos()).isZero();
    video(4000, false);
    assertThat(queue.waitingNanos()).isEqualTo(40 * MS);
    assertThat(queue.drops().untilKey()).isZero();
    clock.advance(Duration.ofSeconds(10));
    assertThat(queue.waitingNanos()).isEqualTo(4000 * MS);
    video(4040, false);
    assertThat(queue.drops().untilKey()).isEqualTo(1);
    assertThat(drain()).hasSize(101);
  }

  /** What came during an outage and is sent by the next connection nevertheless was not lost. */
  @Test
  void whatComesWithTheNextConnectionIsNotCountedAsLost() throws InterruptedException {
    List<EncodedPacket> begin = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      video(i * 40L, i == 0);
      begin.add(packets.lend(true, i * 40L, i == 0, 1000));
    }
    assertThat(queue.drops().outage()).isEqualTo(50);
    queue.open(true, begin.subList(0, 10), Duration.ZERO);
    assertThat(queue.drops().outage()).isEqualTo(40);
    assertThat(drain()).hasSize(10);
  }

  @Test
  void givesOutSeveralPacketsWhileTheDestinationKeepsUpAndElseOne() throws InterruptedException {
    open();
    List<EncodedPacket> batch = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      video(i * 40L, i == 0);
    }
    assertThat(queue.take(batch)).isTrue();
    assertThat(batch).hasSize(5);
    queue.giveBack(batch);
    assertThat(batch).isEmpty();
    assertThat(queue.drops().outage()).isEqualTo(5);
    for (int i = 5; i < 11; i++) {
      video(i * 40L, false);
    }
    assertThat(queue.take(batch)).isTrue();
    assertThat(batch).hasSize(1);
    queue.giveBack(batch);
  }

  @Test
  void whoTakesIsWokenByMediaByTheEndAndByShutting() throws Exception {
    for (String by : List.of("media", "end", "shut")) {
      SendQueue one =
          new SendQueue(Duration.ofSeconds(2), new KeyFrameRequests(() -> {}, clock), clock);
      one.open(false, List.of(), Duration.ZERO);
      List<EncodedPacket> batch = new ArrayList<>();
      Taker taker = Taker.of(one, batch);
      switch (by) {
        case "media" -> {
          one.put(packets.lend(false, 0, true, 1));
          one.flush();
        }
        case "end" -> one.end();
        default -> one.shut();
      }
      assertThat(taker.result()).as(by).isEqualTo(by.equals("media"));
      batch.forEach(EncodedPacket::release);
      one.shut();
    }
  }

  /** A thread that waits in {@code take}. */
  private static final class Taker extends Thread {
    private final SendQueue queue;
    private final List<EncodedPacket> batch;
    private volatile boolean took;

    private Taker(SendQueue queue, List<EncodedPacket> batch) {
      this.queue = queue;
      this.batch = batch;
    }

    static Taker of(SendQueue queue, List<EncodedPacket> batch) {
      Taker taker = new Taker(queue, batch);
      taker.start();
      Await.until(
          () -> taker.getState() == State.WAITING, () -> "it does not wait: " + taker.getState());
      return taker;
    }

    @Override
    public void run() {
      try {
        took = queue.take(batch);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    boolean result() throws InterruptedException {
      join(10_000);
      assertThat(isAlive()).isFalse();
      return took;
    }
  }

  @Test
  void afterTheEndWhatWaitsCanBeTakenAndNothingMoreComesIn() throws InterruptedException {
    open();
    video(0, true);
    queue.end();
    video(40, false);
    assertThat(drain()).containsExactly(0L);
    assertThat(queue.take(new ArrayList<>())).isFalse();
    assertThat(queue.drops().outage()).isEqualTo(1);
  }

  /** Media whose times do not rise cannot fill the memory. */
  @Test
  void timesThatStandStillAreBoundedByNumberAndBytes() {
    open();
    video(0, true);
    for (int i = 0; i < 20_000; i++) {
      video(0, i % 1000 == 0);
      audio(0);
      assertThat(queue.size()).isLessThan(10_000);
    }
    assertThat(queue.drops().frames()).isPositive();
    queue.shut();
    open();
    for (int i = 0; i < 1000; i++) {
      put(packets.lend(true, 0, i % 10 == 0, 1 << 20));
      assertThat(queue.bytes()).isLessThanOrEqualTo(33 << 20);
    }
    queue.shut();
    open();
    for (int i = 0; i < 20_000; i++) {
      audio(0);
    }
    assertThat(queue.size()).isZero();
    queue.shut();
  }

  /** Whatever comes: what goes out can be decoded, in order, and never too much waits. */
  @Test
  void orderAndBoundsHoldWhateverComes() throws InterruptedException {
    System.out.println("SendQueueTest seed " + SEED);
    Random random = new Random(SEED);
    Sequence sequence = new Sequence();
    long video = 0;
    long audio = 0;
    open();
    for (int i = 1; i <= 300_000; i++) {
      if (random.nextInt(5000) == 0) {
        queue.shut();
        open();
        sequence.begin();
        staleBefore = queue.drops().stale();
      }
      clock.advance(Duration.ofMillis(random.nextInt(40)));
      Drops before = queue.drops();
      if (random.nextBoolean()) {
        video += 40;
        boolean key = random.nextInt(50) == 0;
        video(video, key);
        if (queue.drops().audio() > before.audio()) {
          // Only a keyframe makes audio go, and no older frame is left either.
          assertThat(key).isTrue();
          assertThat(drain(sequence)).containsExactly(video);
        }
      } else {
        audio = Math.max(audio + 1, video - 200 + random.nextInt(400));
        audio(audio);
        if (queue.drops().audio() > before.audio()) {
          assertThat(drain(sequence)).isEmpty();
        }
      }
      assertThat(queue.waitingNanos()).isLessThanOrEqualTo(4100 * MS);
      // Times in which the destination takes nothing, little, and all.
      int pace = i / 300 % 3;
      for (int takes = pace == 0 ? 0 : random.nextInt(2 * pace); takes > 0; takes--) {
        take(sequence);
      }
      if (i == 150_000) {
        assertThat(queue.drops().untilKey()).isPositive();
        assertThat(queue.drops().stale()).isPositive();
      }
    }
    queue.shut();
    Drops drops = queue.drops();
    System.out.println("SendQueueTest " + sequence.packets + " went out; " + drops);
    assertThat(sequence.packets + drops.outage() + drops.frames() + drops.audio())
        .isEqualTo(300_000);
  }

  private void take(Sequence sequence) throws InterruptedException {
    Deque<EncodedPacket> batch = new ArrayDeque<>();
    if (queue.size() > 0 && queue.take(batch)) {
      boolean madeWay = queue.drops().stale() > staleBefore;
      batch.forEach(packet -> sequence.out(packet, madeWay));
      batch.forEach(EncodedPacket::release);
    }
  }

  /** The times of the video that was waiting. */
  private List<Long> drain(Sequence sequence) throws InterruptedException {
    List<Long> before = List.copyOf(sequence.videoOut);
    while (queue.size() > 0) {
      take(sequence);
    }
    return sequence.videoOut.subList(before.size(), sequence.videoOut.size());
  }

  /** What a server got, and whether a decoder can take it. */
  private static final class Sequence {
    private final List<Long> videoOut = new ArrayList<>();
    private long packets;
    private long lastVideo = Long.MIN_VALUE;
    private long lastAudio = Long.MIN_VALUE;
    private long next = Long.MIN_VALUE;
    private boolean begun;

    void begin() {
      begun = false;
      next = Long.MIN_VALUE;
      videoOut.clear();
    }

    /**
     * A packet goes out.
     *
     * @param madeWay whether all the video there was had to make way for audio
     */
    void out(EncodedPacket packet, boolean madeWay) {
      packets++;
      long time = packet.dtsNanos() / MS;
      if (packet.video()) {
        assertThat(time).isGreaterThan(lastVideo);
        // A frame refers to the one before it, so that one must have been sent.
        assertThat(packet.key() || time == next).as("%s before %s", time, next).isTrue();
        next = time + 40;
        lastVideo = time;
        videoOut.add(time);
      } else {
        assertThat(begun || madeWay).isTrue();
        assertThat(time).isGreaterThan(lastAudio);
        lastAudio = time;
      }
      begun = true;
    }
  }
}
