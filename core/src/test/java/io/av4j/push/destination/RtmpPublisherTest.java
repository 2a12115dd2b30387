package io.av4j.push.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.clock.NanoClock;
import io.av4j.push.destination.protocol.Protocol;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.plan.RetryPolicy;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.LoopbackPort;
import io.av4j.testing.MediaMessage;
import io.av4j.testing.RtmpPhase;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.RtmpSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Publishers by FFmpeg's own protocols, against servers that do not always behave. */
@Timeout(60)
class RtmpPublisherTest {
  // From here on a chunk's header holds 32 bits of time.
  private static final long EXTENDED = 0xFFFFFF;

  private final RecordingListener listener = new RecordingListener();
  private final GopCache gop = new GopCache();
  private final ClipPump pump = new ClipPump(gop, TestPackets.VIDEO_ONLY);
  private Publisher publisher;

  private Publisher start(Destination destination) {
    publisher =
        new Publisher(
            new PublisherSettings("test", "r", destination, PushTiming.DEFAULT, 1),
            gop,
            () -> {},
            Protocol::connect,
            listener,
            NanoClock.system());
    publisher.start();
    return publisher;
  }

  private Publisher start(String url) {
    return start(Destination.of("there", url));
  }

  @AfterEach
  void letGo() {
    publisher.abort();
    Await.until(() -> publisher.status().state().isOver(), () -> "not over");
    Await.until(
        () -> listener.told().get(listener.told().size() - 1).equals("ended"),
        () -> "the end was not told");
    pump.close();
    gop.close();
    assertThat(listener.wrong()).isEmpty();
  }

  private DestinationState state() {
    return publisher.status().state();
  }

  /** Sends media until something is so. */
  private void pumpUntil(BooleanSupplier condition) {
    Await.until(
        () -> {
          pump.next();
          return condition.getAsBoolean();
        },
        () -> "it is " + publisher.status().snapshot());
  }

  private void pumpUntilLive() {
    pumpUntil(() -> state() == DestinationState.LIVE);
  }

  static Stream<Arguments> scripts() {
    Stream<Arguments> refusals =
        Stream.of(
            Arguments.of(
                "busy",
                RtmpScript.refusePublish("NetStream.Publish.BadName", "Already publishing"),
                FaultClass.STREAM_BUSY),
            Arguments.of(
                "token",
                RtmpScript.refusePublish("NetStream.Publish.Denied", "token expired"),
                FaultClass.REJECTED),
            Arguments.of(
                "connect", RtmpScript.rejectConnect("no such customer"), FaultClass.REJECTED),
            Arguments.of("garbage", RtmpScript.garbageAt(RtmpPhase.CONNECT), FaultClass.NETWORK));
    Stream<Arguments> resets =
        Stream.of(RtmpPhase.values())
            .map(
                phase ->
                    Arguments.of("reset " + phase, RtmpScript.resetAt(phase), FaultClass.NETWORK));
    return Stream.concat(refusals, resets);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void theClassIsRightAndTheDestinationComesBack(String name, RtmpScript script, FaultClass kind)
      throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(script, RtmpScript.take())) {
      start(server.url("key"));
      pumpUntil(() -> state() == DestinationState.LIVE && !listener.faults().isEmpty());
      assertThat(listener.faults()).hasSize(1);
      Fault fault = listener.faults().get(0);
      assertThat(fault.kind()).isEqualTo(kind);
      assertThat(fault.name()).isNotEmpty();
      assertThat(publisher.status().snapshot().attempts()).isEqualTo(2);
      RtmpSession session = server.awaitSession(1);
      publisher.end();
      listener.awaitEnded(1);
      session.awaitEnd();
      assertThat(session.commands()).contains("deleteStream");
      assertThat(session.media(MediaMessage.Kind.VIDEO, MediaMessage.Role.KEY_FRAME)).isNotEmpty();
      assertThat(listener.told()).endsWith("LIVE -> STOPPED", "ended");
    }
  }

  @Test
  void aRefusedConnectionIsNamedAndAnAbortIsQuick() throws Exception {
    start("rtmp://127.0.0.1:" + LoopbackPort.free() + "/live/x");
    pumpUntil(() -> publisher.status().snapshot().attempts() >= 3);
    assertThat(state()).isEqualTo(DestinationState.RECONNECTING);
    assertThat(listener.faults().get(0).kind()).isEqualTo(FaultClass.NETWORK);
    assertThat(listener.faults().get(0).name()).isEqualTo("ECONNREFUSED");
    abortWithin300Millis();
  }

  private void abortWithin300Millis() {
    long start = System.nanoTime();
    publisher.abort();
    listener.awaitEnded(1);
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(300);
    assertThat(state()).isEqualTo(DestinationState.STOPPED);
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws Exception {
    try (FakeRtmpServer server =
        FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.CONNECT), RtmpScript.take())) {
      long start = System.nanoTime();
      start(server.url("key"));
      pumpUntil(() -> !listener.faults().isEmpty());
      assertThat((System.nanoTime() - start) / 1e9).isBetween(4.5, 6.5);
      assertThat(listener.faults().get(0).kind()).isEqualTo(FaultClass.NETWORK);
      pumpUntilLive();
    }
  }

  @Test
  void anAbortEndsAnAttemptThatIsNotAnswered() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.PUBLISH))) {
      start(server.url("key"));
      server.awaitSession(0);
      abortWithin300Millis();
    }
  }

  @Test
  void endConnectingEndsAnAttemptThatIsNotAnswered() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.PUBLISH))) {
      start(server.url("key"));
      server.awaitSession(0);
      publisher.end();
      publisher.endConnecting();
      listener.awaitEnded(1);
      assertThat(state()).isEqualTo(DestinationState.STOPPED);
      assertThat(listener.faults()).isEmpty();
    }
  }

  /** It keeps its connection, reads nothing more, and its buffers fill. */
  @Test
  void aServerThatReadsNoMoreIsLeftAndAnAbortOfAWriteIsQuick() throws Exception {
    try (FakeRtmpServer server =
        FakeRtmpServer.start(
            RtmpScript.silentAt(RtmpPhase.KEY_FRAME), RtmpScript.silentAt(RtmpPhase.KEY_FRAME))) {
      start(server.url("key"));
      Await.until(
          Duration.ofSeconds(40),
          () -> {
            pump.send(Duration.ZERO);
            return !listener.faults().isEmpty();
          },
          () -> "it is " + publisher.status().snapshot());
      assertThat(listener.faults().get(0).kind()).isEqualTo(FaultClass.NETWORK);
      pumpUntilLive();
      abortWithin300Millis();
    }
  }

  @Test
  void disablingEndsThePublicationAndEnablingBeginsAnother() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take())) {
      start(server.url("key"));
      pumpUntilLive();
      publisher.disable();
      RtmpSession first = server.awaitSession(0).awaitEnd();
      assertThat(first.commands()).contains("deleteStream");
      Await.until(() -> state() == DestinationState.DISABLED, () -> "not disabled");
      publisher.enable();
      pumpUntilLive();
      server.awaitSession(1);
      assertThat(listener.faults()).isEmpty();
    }
  }

  @Test
  void aConnectionIsMadeAnewBeforeItsTimesNoLongerFit() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take())) {
      start(server.url("key"));
      Await.until(() -> listener.triedCount() == 1, () -> "not connected");
      send(Duration.ZERO);
      send(Duration.ofMillis(EXTENDED - 100));
      RtmpSession first = server.awaitSession(0).awaitMedia(41);
      List<Long> times = first.media().stream().map(MediaMessage::timestamp).toList();
      assertThat(times.get(20)).isLessThan(2000);
      assertThat(times.get(21)).isEqualTo(times.get(1) + EXTENDED - 100);
      assertThat(times.get(40)).isGreaterThan(EXTENDED);

      send(Duration.ofDays(24).plusSeconds(1));
      first.awaitEnd();
      assertThat(first.commands()).contains("deleteStream");
      RtmpSession second = server.awaitSession(1).awaitMedia(10);
      List<MediaMessage> media = second.media();
      assertThat(media.get(1).role()).isEqualTo(MediaMessage.Role.KEY_FRAME);
      assertThat(media.get(1).timestamp()).isZero();
      assertThat(media.get(9).timestamp()).isLessThan(2000);
      assertThat(listener.faults()).isEmpty();
    }
  }

  private void send(Duration later) {
    pump.send(later);
    Await.until(() -> publisher.status().snapshot().queuedBytes() == 0, () -> "not sent");
  }

  /** The enhanced form is announced by the connection that needs it. */
  @Test
  void anotherCodecInBandIsPublishedAnew() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take())) {
      start(server.url("key"));
      pumpUntilLive();
      try (ClipPump hevc = new ClipPump(gop, TestPackets.HEVC)) {
        hevc.send(Duration.ofSeconds(100));
        RtmpSession second = server.awaitSession(1).awaitMedia(5);
        assertThat(second.fourCcs()).contains("hvc1");
        assertThat(second.media(MediaMessage.Kind.VIDEO, MediaMessage.Role.KEY_FRAME))
            .first()
            .satisfies(message -> assertThat(message.codec()).isEqualTo("hvc1"));
        assertThat(server.awaitSession(0).awaitEnd().commands()).contains("deleteStream");
      }
      assertThat(listener.faults()).isEmpty();
    }
  }

  @Test
  void aRecordingNeverWritesOverAnother(@TempDir Path folder) {
    start(Destination.of("there", folder.resolve("a.flv").toString()));
    for (int i = 1; i <= 3; i++) {
      pumpUntilLive();
      publisher.disable();
      Await.until(() -> state() == DestinationState.DISABLED, () -> "not disabled");
      publisher.enable();
    }
    pumpUntilLive();
    publisher.end();
    listener.awaitEnded(1);
    for (String name : List.of("a.flv", "a-2.flv", "a-3.flv", "a-4.flv")) {
      assertThat(folder.resolve(name)).isNotEmptyFile();
    }
    assertThat(listener.faults()).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereIsTakenWhenItComes(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("later/a.flv");
    start(Destination.of("there", file.toString()));
    pumpUntil(() -> !listener.faults().isEmpty());
    assertThat(listener.faults().get(0).kind()).isEqualTo(FaultClass.NETWORK);
    assertThat(listener.faults().get(0).name()).isEqualTo("ENOENT");
    Files.createDirectory(file.getParent());
    publisher.retryNow();
    pumpUntilLive();
  }

  @Test
  void whatCanNeverWorkFails() {
    start("nosuchprotocol://somewhere/x");
    listener.awaitEnded(1);
    assertThat(state()).isEqualTo(DestinationState.FAILED);
    assertThat(listener.faults().get(0).kind()).isEqualTo(FaultClass.FATAL);
  }

  @Test
  void aServerThatClosesAtOnceEachTimeIsGivenUpWhenThePolicySaysSo() throws Exception {
    RetryPolicy policy = RetryPolicy.FOREVER.withRejected(new RetryPolicy.Limit(0, null));
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.closeAt(RtmpPhase.CONNECT))) {
      start(Destination.of("there", server.url("key")).withRetry(policy));
      Await.until(
          Duration.ofSeconds(30),
          () -> {
            publisher.retryNow();
            return listener.endedCount() == 1;
          },
          () -> "not given up: " + listener.told());
      assertThat(state()).isEqualTo(DestinationState.FAILED);
      assertThat(publisher.status().snapshot().lastFault().kind()).isEqualTo(FaultClass.REJECTED);
      assertThat(publisher.status().snapshot().attempts()).isEqualTo(5);
    }
  }
}
