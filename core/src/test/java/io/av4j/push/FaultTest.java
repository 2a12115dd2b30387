package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushState;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.LoopbackPort;
import io.av4j.testing.RtmpPhase;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.TestMedia;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What a server does wrong, what the statistics call it, and that the push comes back. */
@Timeout(60)
class FaultTest {
  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  static PushPlan copy(String url) {
    return PushPlan.of(TestMedia.clip("flash_vfr_360p.mp4"))
        .name("faults")
        .rounds(0)
        .copy(Destination.of("there", url))
        .build();
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
  void theClassIsRightAndThePushComesBack(String name, RtmpScript script, FaultClass kind)
      throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(script, RtmpScript.take());
        LivePush push = LivePush.start(copy(server.url("key")))) {
      // Whoever is rejected waits longest, a second at most the first time.
      Await.until(
          Duration.ofSeconds(10),
          () ->
              fault(push) != null
                  && push.snapshot().destination("there").attempts() == 2
                  && push.awaitLive(Duration.ofMillis(50)),
          () -> String.valueOf(push.snapshot()));
      assertThat(fault(push).kind()).isEqualTo(kind);
      long start = System.nanoTime();
      push.stop();
      assertThat(seconds(start)).isLessThan(5);
    }
  }

  private static Fault fault(LivePush push) {
    return push.snapshot().destinations().isEmpty()
        ? null
        : push.snapshot().destination("there").lastFault();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  @Test
  void refusedConnectionsAreTriedAgainAndAbortIsQuick() throws Exception {
    int port = LoopbackPort.free();
    try (LivePush push = LivePush.start(copy("rtmp://127.0.0.1:" + port + "/live/x"))) {
      Await.until(
          () ->
              !push.snapshot().destinations().isEmpty()
                  && push.snapshot().destination("there").attempts() >= 3,
          () -> String.valueOf(push.snapshot()));
      assertThat(push.snapshot().destination("there").state())
          .isEqualTo(DestinationState.RECONNECTING);
      assertThat(fault(push).kind()).isEqualTo(FaultClass.NETWORK);
      long start = System.nanoTime();
      push.abort();
      System.out.printf("abort while reconnecting: %.0f ms%n", seconds(start) * 1000);
      assertThat(seconds(start)).isLessThan(0.3);
    }
  }

  @Test
  void aServerThatNeverAnswersIsGivenUpAndAbortIsQuick() throws Exception {
    try (FakeRtmpServer server =
            FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.CONNECT), RtmpScript.take());
        LivePush push = LivePush.start(copy(server.url("key")))) {
      long start = System.nanoTime();
      Await.until(
          Duration.ofSeconds(8), () -> fault(push) != null, () -> String.valueOf(push.snapshot()));
      System.out.printf("given up after %.2f s%n", seconds(start));
      assertThat(seconds(start)).isLessThan(5.5);
      assertThat(fault(push).kind()).isEqualTo(FaultClass.NETWORK);
      assertThat(push.awaitLive(Duration.ofSeconds(5))).isTrue();
    }
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.PUBLISH));
        LivePush push = LivePush.start(copy(server.url("key")))) {
      server.awaitSession(0);
      long start = System.nanoTime();
      push.abort();
      System.out.printf("abort while connecting: %.0f ms%n", seconds(start) * 1000);
      assertThat(seconds(start)).isLessThan(0.3);
    }
  }

  /** A key in a URL is in no event and no log, and the server's words are in both. */
  @Test
  void logLinesBearTheDestinationAndNoSecret() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    root.addAppender(lines);
    List<PushEvent> events = Collections.synchronizedList(new ArrayList<>());
    try (FakeRtmpServer server =
            FakeRtmpServer.start(
                RtmpScript.refusePublish("NetStream.Publish.Denied", "token expired"));
        LivePush push = LivePush.start(copy(server.url("secretkey")), events::add)) {
      Await.until(() -> fault(push) != null, () -> String.valueOf(push.snapshot()));
      Await.until(
          () -> List.copyOf(lines.list).stream().anyMatch(FaultTest::tellsOfTheRefusal),
          () -> List.copyOf(lines.list).toString());
    } finally {
      root.detachAppender(lines);
    }
    assertThat(List.copyOf(lines.list).toString()).doesNotContain("secretkey");
    assertThat(events.toString()).contains("token expired").doesNotContain("secretkey");
  }

  private static boolean tellsOfTheRefusal(ILoggingEvent line) {
    return line.getLoggerName().equals("io.av4j.push")
        && line.getFormattedMessage().contains("token expired")
        && "faults".equals(line.getMDCPropertyMap().get("push"));
  }

  @Test
  void aDestinationThatCanNeverWorkFailsAndEndsThePush() {
    try (LivePush push = LivePush.start(copy("nosuchprotocol://somewhere/x"))) {
      assertThat(push.awaitEnd(Duration.ofSeconds(10))).isTrue();
      assertThat(push.state()).isEqualTo(PushState.FAILED);
      assertThat(fault(push).kind()).isEqualTo(FaultClass.FATAL);
    }
  }
}
