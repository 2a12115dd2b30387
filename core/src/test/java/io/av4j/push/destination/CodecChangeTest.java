package io.av4j.push.destination;

import static io.av4j.push.destination.TestPackets.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.Packet;
import io.av4j.testing.ManualClock;
import io.av4j.time.Rational;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which frames a destination that does not keep up goes without, after a change of the codec. */
@Timeout(30)
class CodecChangeTest {
  private static final int NO_SLICE = -1;
  // Behind that much waiting media disposable frames begin to be left out, and at 0.9 s all are.
  private static final long FROM = 700 * MS;
  private static final long UP_TO = 880 * MS;

  private final GopCache gop = new GopCache();
  private final ManualClock clock = new ManualClock();
  private final SendQueue queue =
      new SendQueue(Duration.ofSeconds(2), new KeyFrameRequests(() -> {}, clock), clock);

  @AfterEach
  void letGo() {
    queue.shut();
    gop.close();
  }

  private void openAnew() {
    StreamSet streams = gop.open(queue, false, Duration.ZERO);
    assertThat(streams).isNotNull();
    streams.release();
  }

  private record Late(List<Long> sent, List<Long> entered) {}

  /**
   * Sends a clip, and then another one, of which nothing is taken; what of it is sent when only
   * disposable frames are to be left out, and what of that is let in.
   */
  private Late change(Path from, Path to, Predicate<Packet> counts) throws InterruptedException {
    List<Packet> before = TestPackets.packets(from, 10);
    List<Packet> after = TestPackets.packets(to, 100);
    gop.add(queue, () -> {});
    gop.streams(TestPackets.video(from));
    openAnew();
    StreamSet first = gop.retained();
    before.forEach(packet -> gop.send(packet, first, true));
    queue.shut();
    first.release();
    gop.streams(TestPackets.video(to));
    openAnew();
    StreamSet second = gop.retained();
    List<Long> sent = new ArrayList<>();
    long start = dts(after.get(0));
    for (Packet packet : after) {
      long at = dts(packet) - start;
      if (at <= UP_TO) {
        gop.send(packet, second, true);
        if (at > FROM && counts.test(packet)) {
          sent.add(dts(packet));
        }
      }
    }
    List<Long> entered = new ArrayList<>();
    Deque<EncodedPacket> batch = new ArrayDeque<>();
    while (queue.size() > 0 && queue.take(batch)) {
      for (EncodedPacket packet : batch) {
        if (sent.contains(packet.dtsNanos())) {
          entered.add(packet.dtsNanos());
        }
        packet.release();
      }
      batch.clear();
    }
    second.release();
    before.forEach(Packet::close);
    after.forEach(Packet::close);
    return new Late(sent, entered);
  }

  private static long dts(Packet packet) {
    return Rational.rescale(packet.dts().value(), packet.timeBase(), Rational.NANOSECOND);
  }

  /**
   * The first byte of the first slice's NAL unit, in data with four bytes of length before each.
   */
  private static int sliceHeader(Packet packet, Predicate<Integer> isSlice) {
    ByteBuffer data = ByteBuffer.wrap(packet.bytes());
    while (data.remaining() > 4) {
      int length = data.getInt();
      int header = data.get(data.position()) & 0xff;
      if (isSlice.test(header)) {
        return header;
      }
      data.position(data.position() + length);
    }
    return NO_SLICE;
  }

  /** ITU-T H.265 7.4.2.2: the odd types are referred to by others of their sub-layer. */
  private static boolean isHevcReference(Packet packet) {
    int header = sliceHeader(packet, first -> (first >> 1 & 0x3f) < 32);
    assertThat(header).isNotEqualTo(NO_SLICE);
    return (header >> 1 & 1) == 1;
  }

  /** ITU-T H.264 7.4.1. */
  private static boolean isH264Reference(Packet packet) {
    int header = sliceHeader(packet, first -> (first & 0x1f) >= 1 && (first & 0x1f) <= 5);
    assertThat(header).isNotEqualTo(NO_SLICE);
    return (header & 0x60) != 0;
  }

  @Test
  void fromH264ToHevcFramesThatOthersReferToAreKept() throws Exception {
    Late late = change(TestPackets.VIDEO_ONLY, TestPackets.HEVC, CodecChangeTest::isHevcReference);
    assertThat(late.sent()).isNotEmpty();
    assertThat(late.entered()).isEqualTo(late.sent());
  }

  @Test
  void fromHevcToH264FramesThatOthersReferToAreKept() throws Exception {
    Late late = change(TestPackets.HEVC, TestPackets.VIDEO_ONLY, CodecChangeTest::isH264Reference);
    assertThat(late.sent()).isNotEmpty();
    assertThat(late.entered()).isEqualTo(late.sent());
  }

  @Test
  void fromHevcToH264FramesThatNoneRefersToAreLeftOut() throws Exception {
    Late late =
        change(TestPackets.HEVC, TestPackets.VIDEO_ONLY, packet -> !isH264Reference(packet));
    assertThat(late.sent()).isNotEmpty();
    assertThat(late.entered()).isEmpty();
  }
}
