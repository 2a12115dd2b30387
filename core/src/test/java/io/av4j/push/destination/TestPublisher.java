package io.av4j.push.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.Packet;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.status.DestinationState;
import io.av4j.testing.Await;
import io.av4j.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A publisher among fakes, in time that passes only when the test says so. */
final class TestPublisher implements AutoCloseable {
  final ManualClock clock = new ManualClock();
  final FakeConnector connector = new FakeConnector();
  final RecordingListener listener = new RecordingListener();
  final GopCache gop = new GopCache();
  final Publisher publisher;
  private final List<Packet> packets = new ArrayList<>();
  private StreamSet streams;

  /** One with the streams of a clip with video. */
  TestPublisher(Destination destination, PushTiming timing) {
    publisher =
        new Publisher(
            new PublisherSettings("test", "r", destination, timing, 7),
            gop,
            () -> {},
            connector,
            listener,
            clock);
    streams(TestPackets.VIDEO_ONLY);
  }

  TestPublisher() {
    this(Destination.of("there", "rtmp://there/x"), PushTiming.DEFAULT);
  }

  /** One that is started, and connected. */
  static TestPublisher live() {
    TestPublisher made = new TestPublisher();
    made.publisher.start();
    made.goLive(0);
    return made;
  }

  /** From here on other streams come. */
  void streams(Path clip) {
    packets.forEach(Packet::close);
    packets.clear();
    packets.addAll(TestPackets.packets(clip, 1));
    streams = TestPackets.streams(clip);
    gop.streams(streams);
  }

  /** Sends a frame, 40 ms after the one before. */
  void video(long millis, boolean key) {
    clock.advance(Duration.ofMillis(40));
    gop.send(
        new EncodedPacket(
            packets.get(0).newRef(), streams, true, key, millis * TestPackets.MS, 1000, null));
  }

  /** Sends a keyframe to a connection, counted from 0, and waits until the destination is live. */
  FakeConnector.FakeConnection goLive(int connection) {
    FakeConnector.FakeConnection made = connector.awaitConnection(connection);
    Await.until(() -> listener.triedCount() == 1, () -> "not tried");
    video(1000L * connection, true);
    awaitState(DestinationState.LIVE);
    return made;
  }

  DestinationState state() {
    return publisher.status().state();
  }

  void awaitState(DestinationState wanted) {
    Await.until(() -> state() == wanted, () -> "it is " + state() + ": " + listener.told());
  }

  /** Waits until it pauses, and lets the pause pass. */
  void passPause() {
    Await.until(
        () -> publisher.status().snapshot().nextAttempt() != null, () -> "it does not pause");
    clock.advance(Duration.ofSeconds(31));
  }

  /** Ends what is left of it; all must have been told as it should. */
  @Override
  public void close() {
    publisher.abort();
    Await.until(() -> state().isOver(), () -> "not over: " + listener.told());
    listener.awaitEnded(1);
    List<String> told = listener.told();
    Await.until(
        () -> listener.told().get(listener.told().size() - 1).equals("ended"),
        () -> "the end was not told: " + told);
    gop.close();
    packets.forEach(Packet::close);
    assertThat(listener.wrong()).isEmpty();
    assertThat(publisher.status().snapshot().queuedBytes()).isZero();
  }
}
