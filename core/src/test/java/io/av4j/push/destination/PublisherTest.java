package io.av4j.push.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.destination.FakeConnector.Conduct;
import io.av4j.push.destination.FakeConnector.FakeConnection;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.plan.RetryPolicy;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.FaultClass;
import io.av4j.testing.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A destination's life when all goes well, when connecting fails, and when it is lost. */
@Timeout(60)
class PublisherTest {
  private static Destination destination(RetryPolicy retry) {
    return Destination.of("there", "rtmp://there/x").withRetry(retry);
  }

  @Test
  void connectsWritesAndEnds() {
    try (TestPublisher test = new TestPublisher()) {
      assertThat(test.state()).isEqualTo(DestinationState.CONNECTING);
      test.publisher.start();
      test.publisher.start();
      FakeConnection connection = test.goLive(0);
      for (int i = 1; i < 10; i++) {
        test.video(i * 40L, false);
      }
      connection.awaitTimes(10);
      test.publisher.end();
      connection.awaitClosed();
      test.listener.awaitEnded(1);
      assertThat(connection.isFinished()).isTrue();
      assertThat(connection.isCancelled()).isFalse();
      assertThat(test.listener.told())
          .containsExactly("tried", "CONNECTING -> LIVE", "LIVE -> STOPPED", "ended");
      assertThat(test.publisher.status().snapshot().frames()).isEqualTo(10);
      assertThat(test.publisher.status().snapshot().keyFrames()).isEqualTo(1);
      assertThat(test.publisher.status().snapshot().bytes()).isEqualTo(10_000);
      assertThat(test.publisher.status().snapshot().attempts()).isEqualTo(1);
      // What is over is over.
      test.publisher.enable();
      test.publisher.disable();
      test.publisher.retryNow();
      test.publisher.start();
      test.publisher.endConnecting();
      test.publisher.end();
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
    }
  }

  /** Everything that waits when the end comes is written. */
  @Test
  void theEndComesBehindWhatWaits() {
    try (TestPublisher test = TestPublisher.live()) {
      FakeConnection connection = test.connector.awaitConnection(0).awaitTimes(1);
      test.connector.write(Conduct.BLOCK);
      for (int i = 1; i <= 20; i++) {
        test.video(i * 40L, false);
      }
      test.connector.awaitBlocked();
      test.publisher.end();
      test.video(840, false);
      assertThat(test.state()).isEqualTo(DestinationState.LIVE);
      test.connector.write(Conduct.SUCCEED);
      test.listener.awaitEnded(1);
      assertThat(connection.times()).hasSize(21).endsWith(800L);
      assertThat(connection.isFinished()).isTrue();
    }
  }

  @Test
  void triesAgainAfterPausesThatGrow() {
    try (TestPublisher test = new TestPublisher()) {
      test.connector.connect(Conduct.FAIL);
      test.publisher.start();
      for (int attempt = 1; attempt <= 5; attempt++) {
        test.connector.awaitAttempts(attempt);
        test.passPause();
      }
      test.connector.awaitAttempts(6);
      test.connector.connect(Conduct.SUCCEED);
      test.passPause();
      test.goLive(0);
      assertThat(test.listener.told())
          .containsExactly(
              "tried",
              "CONNECTING -> RECONNECTING",
              "attempt 2 failed",
              "attempt 3 failed",
              "attempt 4 failed",
              "attempt 5 failed",
              "attempt 6 failed",
              "RECONNECTING -> LIVE");
      assertThat(test.listener.faults())
          .hasSize(6)
          .allMatch(fault -> fault.kind() == FaultClass.NETWORK)
          .allMatch(fault -> fault.name().equals("ECONNREFUSED"));
      assertThat(test.publisher.status().snapshot().attempts()).isEqualTo(7);
      assertThat(test.publisher.status().snapshot().reconnects()).isZero();
      assertThat(test.publisher.status().snapshot().nextAttempt()).isNull();
    }
  }

  @Test
  void aLostConnectionIsMadeAnewAndTheOutageIsTold() {
    try (TestPublisher test = TestPublisher.live()) {
      test.connector.failBy(FakeConnector.refused());
      test.connector.write(Conduct.FAIL);
      test.video(40, false);
      test.awaitState(DestinationState.RECONNECTING);
      test.connector.awaitConnection(0).awaitClosed();
      test.connector.write(Conduct.SUCCEED);
      test.passPause();
      test.connector.awaitConnection(1);
      Await.until(() -> test.state() == DestinationState.LIVE, () -> "not live again");
      // It begins with what the rendition keeps, the lost frame too.
      assertThat(test.connector.awaitConnection(1).awaitTimes(1).times()).startsWith(0L);
      assertThat(test.listener.told().subList(2, 5))
          .containsExactly("LIVE -> RECONNECTING", "RECONNECTING -> LIVE", "recovered after 31000");
      assertThat(test.publisher.status().snapshot().reconnects()).isEqualTo(1);
      assertThat(test.publisher.status().snapshot().lastRecovery()).hasValue(31_000);
      assertThat(test.publisher.status().snapshot().outage()).isEqualTo(Duration.ofSeconds(31));
    }
  }

  @Test
  void isGivenUpAtTheEndOfItsPolicyAndLivesAgainWhenEnabled() {
    try (TestPublisher test =
        new TestPublisher(destination(RetryPolicy.atMost(1)), PushTiming.DEFAULT)) {
      test.connector.connect(Conduct.FAIL);
      test.publisher.start();
      test.passPause();
      test.listener.awaitEnded(1);
      assertThat(test.listener.told())
          .containsExactly(
              "tried", "CONNECTING -> RECONNECTING", "RECONNECTING -> FAILED", "ended");
      // A new life has a new budget.
      test.publisher.retryNow();
      test.publisher.enable();
      test.connector.awaitAttempts(3);
      test.passPause();
      test.listener.awaitEnded(2);
      assertThat(test.connector.urls()).hasSize(4);
      test.connector.connect(Conduct.SUCCEED);
      test.publisher.enable();
      test.connector.awaitConnection(0);
      test.video(0, true);
      test.awaitState(DestinationState.LIVE);
      assertThat(test.listener.told()).endsWith("FAILED -> CONNECTING", "CONNECTING -> LIVE");
      test.publisher.end();
      test.listener.awaitEnded(3);
    }
  }

  @Test
  void whatTimeDoesNotHealFailsAtOnce() {
    try (TestPublisher test = new TestPublisher()) {
      test.connector.failBy(new IllegalArgumentException("no such option"));
      test.connector.connect(Conduct.FAIL);
      test.publisher.start();
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.FAILED);
      assertThat(test.publisher.status().snapshot().lastFault().kind()).isEqualTo(FaultClass.FATAL);
      // Ending what has failed leaves it failed.
      test.publisher.end();
      assertThat(test.state()).isEqualTo(DestinationState.FAILED);
    }
  }

  /** Streams may come later than the order to publish them. */
  @Test
  void waitsForStreams() {
    TestPublisher test = new TestPublisher();
    GopCache empty = new GopCache();
    RecordingListener listener = new RecordingListener();
    Publisher publisher =
        new Publisher(
            new PublisherSettings(
                "test", "r", destination(RetryPolicy.FOREVER), PushTiming.DEFAULT, 1),
            empty,
            () -> {},
            test.connector,
            listener,
            test.clock);
    publisher.start();
    assertThat(publisher.status().snapshot().attempts()).isZero();
    empty.streams(TestPackets.streams(TestPackets.BOTH));
    test.connector.awaitConnection(0);
    assertThat(publisher.status().snapshot().attempts()).isEqualTo(1);
    publisher.end();
    listener.awaitEnded(1);
    assertThat(listener.wrong()).isEmpty();
    empty.close();
    test.close();
  }

  @Test
  void otherStreamsAreSentByAnotherConnection() {
    try (TestPublisher test = TestPublisher.live()) {
      FakeConnection first = test.connector.awaitConnection(0);
      test.video(40, false);
      first.awaitTimes(2);
      test.streams(TestPackets.BOTH);
      // Nothing happens before the first packet of the new ones.
      assertThat(first.isFinished()).isFalse();
      test.video(80, true);
      FakeConnection second = test.connector.awaitConnection(1).awaitTimes(1);
      test.video(120, false);
      second.awaitTimes(2);
      assertThat(first.isFinished()).isTrue();
      assertThat(first.isClosed()).isTrue();
      assertThat(first.times()).containsExactly(0L, 40L);
      assertThat(second.times()).containsExactly(80L, 120L);
      assertThat(test.listener.told())
          .contains("LIVE -> RECONNECTING")
          .noneMatch(told -> told.startsWith("attempt"));
      assertThat(test.listener.faults()).isEmpty();
    }
  }

  @Test
  void streamsThatContinueTheOnesBeforeNeedNoOtherConnection() {
    try (TestPublisher test = TestPublisher.live()) {
      FakeConnection first = test.connector.awaitConnection(0);
      for (int i = 1; i <= 5; i++) {
        test.streams(TestPackets.VIDEO_ONLY);
        test.video(i * 40L, true);
        first.awaitTimes(i + 1);
      }
      assertThat(test.connector.connections()).hasSize(1);
      assertThat(test.state()).isEqualTo(DestinationState.LIVE);
    }
  }

  /** While one is being connected with, others come. */
  @Test
  void streamsThatChangeWhileConnectingAreSentByTheNextConnection() {
    try (TestPublisher test = new TestPublisher()) {
      test.connector.connect(Conduct.BLOCK);
      test.publisher.start();
      test.connector.awaitBlocked();
      test.streams(TestPackets.BOTH);
      test.connector.connect(Conduct.SUCCEED);
      test.connector.awaitConnection(0).awaitClosed();
      FakeConnection second = test.connector.awaitConnection(1);
      test.video(0, true);
      second.awaitTimes(1);
      assertThat(test.connector.awaitConnection(0).times()).isEmpty();
      assertThat(test.listener.faults()).isEmpty();
    }
  }

  @Test
  void timesRestartOrGoOn() {
    List<PushTiming.Timestamps> both = List.of(PushTiming.Timestamps.values());
    for (PushTiming.Timestamps policy : both) {
      PushTiming timing = PushTiming.DEFAULT.withTimestamps(policy);
      boolean restarts = policy == PushTiming.Timestamps.RESTART;
      try (TestPublisher test = new TestPublisher(destination(RetryPolicy.FOREVER), timing)) {
        test.publisher.start();
        test.connector.awaitConnection(0);
        Await.until(() -> test.listener.triedCount() == 1, () -> "not tried");
        test.video(500, true);
        FakeConnection first = test.connector.awaitConnection(0).awaitTimes(1);
        assertThat(first.offset()).isEqualTo(-500);
        test.connector.failBy(FakeConnector.refused());
        test.connector.write(Conduct.FAIL);
        test.video(540, false);
        test.awaitState(DestinationState.RECONNECTING);
        test.connector.write(Conduct.SUCCEED);
        test.passPause();
        FakeConnection second = test.connector.awaitConnection(1);
        if (restarts) {
          second.awaitTimes(1);
        }
        long[] next = {2000};
        Await.until(
            () -> {
              test.video(next[0] += 40, true);
              return second.times().size() >= 3;
            },
            () -> "nothing is written");
        // What was sent before may be sent again only if the times restart.
        assertThat(second.times().subList(0, 2))
            .satisfies(times -> assertThat(times.equals(List.of(500L, 540L))).isEqualTo(restarts));
        assertThat(second.times().stream().filter(time -> time < 2000)).hasSize(restarts ? 2 : 0);
        assertThat(second.offset()).isEqualTo(-500);
      }
    }
  }

  @Test
  void aConnectionIsMadeAnewBeforeItsTimesNoLongerFit() {
    try (TestPublisher test = TestPublisher.live()) {
      FakeConnection first = test.connector.awaitConnection(0).awaitTimes(1);
      test.clock.advance(Duration.ofSeconds(1));
      test.video(Duration.ofDays(24).toMillis(), true);
      first.awaitTimes(2);
      assertThat(first.isFinished()).isFalse();
      test.video(Duration.ofDays(24).toMillis() + 40, true);
      first.awaitClosed();
      assertThat(first.isFinished()).isTrue();
      FakeConnection second = test.connector.awaitConnection(1).awaitTimes(1);
      assertThat(second.offset()).isEqualTo(-Duration.ofDays(24).toMillis() - 40);
      assertThat(test.listener.faults()).isEmpty();
    }
  }

  /** At eight times real time, so that a server's buffer does not swallow it. */
  @Test
  void whatAConnectionBeginsWithIsNotSentAtOnce() {
    try (TestPublisher test = new TestPublisher()) {
      for (int i = 0; i < 100; i++) {
        test.video(i * 40L, i == 0);
      }
      test.publisher.start();
      FakeConnection connection = test.connector.awaitConnection(0).awaitTimes(1);
      long start = test.clock.nanoTime();
      for (int i = 1; i < 20; i++) {
        test.clock.awaitWaitFor(start + i * 5L * TestPackets.MS);
        assertThat(connection.times()).hasSize(i);
        test.clock.advance(Duration.ofMillis(5));
      }
      // However much there is, it is over in five eighths of a second.
      test.clock.advance(Duration.ofMillis(530));
      connection.awaitTimes(100);
    }
  }

  @Test
  void congestionIsToldAndEnds() {
    try (TestPublisher test = TestPublisher.live()) {
      FakeConnection connection = test.connector.awaitConnection(0).awaitTimes(1);
      test.clock.advance(Duration.ofSeconds(10));
      test.connector.write(Conduct.BLOCK);
      for (int i = 1; i <= 40; i++) {
        test.video(i * 40L, false);
        test.connector.awaitBlocked();
      }
      test.connector.write(Conduct.SUCCEED);
      test.awaitState(DestinationState.LIVE);
      test.listener.await("LIVE -> CONGESTED");
      test.listener.await("CONGESTED -> LIVE");
      assertThat(test.publisher.status().snapshot().droppedFrames()).isPositive();
      assertThat(test.listener.told()).anyMatch(told -> told.startsWith("congested "));
      assertThat(connection.times()).startsWith(0L, 40L, 80L).doesNotContain(1600L);
      LinkLoad load = test.publisher.status().load();
      assertThat(load.live()).isTrue();
      assertThat(load.waitingNanos()).isZero();
    }
  }
}
