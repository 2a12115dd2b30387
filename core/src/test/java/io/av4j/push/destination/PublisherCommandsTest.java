package io.av4j.push.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.destination.FakeConnector.Conduct;
import io.av4j.push.destination.FakeConnector.FakeConnection;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.plan.PushUrl;
import io.av4j.push.plan.RetryPolicy;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.FaultClass;
import io.av4j.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every order in every state, and what a program's own code does to a publisher. */
@Timeout(120)
class PublisherCommandsTest {

  private static TestPublisher connecting() {
    TestPublisher test = new TestPublisher();
    test.connector.connect(Conduct.BLOCK);
    test.publisher.start();
    test.connector.awaitBlocked();
    return test;
  }

  private static TestPublisher pausing() {
    TestPublisher test = new TestPublisher();
    test.connector.connect(Conduct.FAIL);
    test.publisher.start();
    Await.until(() -> test.publisher.status().snapshot().nextAttempt() != null, () -> "no pause");
    return test;
  }

  private static TestPublisher writing() {
    TestPublisher test = TestPublisher.live();
    test.connector.write(Conduct.BLOCK);
    test.video(40, false);
    test.connector.awaitBlocked();
    return test;
  }

  private static TestPublisher disabled() {
    TestPublisher test = TestPublisher.live();
    test.publisher.disable();
    test.awaitState(DestinationState.DISABLED);
    return test;
  }

  private static TestPublisher failed() {
    TestPublisher test =
        new TestPublisher(
            Destination.of("there", "rtmp://there/x").withRetry(RetryPolicy.NEVER),
            PushTiming.DEFAULT);
    test.connector.connect(Conduct.FAIL);
    test.publisher.start();
    test.listener.awaitEnded(1);
    assertThat(test.state()).isEqualTo(DestinationState.FAILED);
    test.connector.connect(Conduct.SUCCEED);
    return test;
  }

  // Before the start.

  @Test
  void whatNeverBeganEndsAllTheSame() {
    try (TestPublisher test = new TestPublisher()) {
      test.publisher.end();
      test.listener.awaitEnded(1);
      assertThat(test.listener.told()).containsExactly("CONNECTING -> STOPPED", "tried", "ended");
      test.publisher.start();
      test.publisher.abort();
      assertThat(test.connector.urls()).isEmpty();
    }
    try (TestPublisher test = new TestPublisher()) {
      test.publisher.endConnecting();
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
    }
  }

  @Test
  void canBeginDisabled() {
    try (TestPublisher test = new TestPublisher()) {
      test.publisher.enable();
      test.publisher.disable();
      assertThat(test.listener.told()).isEmpty();
      test.publisher.start();
      test.awaitState(DestinationState.DISABLED);
      test.listener.await("tried");
      assertThat(test.connector.urls()).isEmpty();
      test.publisher.enable();
      test.goLive(0);
      assertThat(test.listener.told())
          .containsExactly(
              "CONNECTING -> DISABLED", "tried", "DISABLED -> CONNECTING", "CONNECTING -> LIVE");
    }
  }

  // While connecting.

  @Test
  void anAbortEndsAnAttempt() {
    try (TestPublisher test = connecting()) {
      test.publisher.abort();
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
      assertThat(test.listener.faults()).isEmpty();
    }
  }

  @Test
  void endConnectingEndsAnAttempt() {
    try (TestPublisher test = connecting()) {
      test.publisher.end();
      assertThat(test.state()).isEqualTo(DestinationState.CONNECTING);
      test.publisher.endConnecting();
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
      assertThat(test.listener.faults()).isEmpty();
      assertThat(test.connector.connections()).isEmpty();
    }
  }

  /** Who is connected in time still gets what the rendition keeps. */
  @Test
  void anAttemptGoesOnBehindTheEnd() {
    try (TestPublisher test = connecting()) {
      test.video(0, true);
      test.publisher.end();
      test.connector.connect(Conduct.SUCCEED);
      test.listener.awaitEnded(1);
      FakeConnection connection = test.connector.awaitConnection(0);
      assertThat(connection.times()).containsExactly(0L);
      assertThat(connection.isFinished()).isTrue();
    }
    try (TestPublisher test = connecting()) {
      test.publisher.end();
      test.connector.connect(Conduct.FAIL);
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
      assertThat(test.publisher.status().snapshot().lastFault()).isNotNull();
      assertThat(test.connector.urls()).hasSize(1);
    }
  }

  @Test
  void anAttemptIsGivenUpWhenItIsDisabled() {
    try (TestPublisher test = connecting()) {
      test.publisher.retryNow();
      test.publisher.enable();
      test.publisher.disable();
      test.awaitState(DestinationState.DISABLED);
      test.listener.await("tried");
      assertThat(test.connector.connections()).isEmpty();
      assertThat(test.listener.faults()).isEmpty();
      test.connector.connect(Conduct.SUCCEED);
      test.publisher.enable();
      test.goLive(0);
    }
  }

  // While it pauses.

  @Test
  void aPauseEndsWithWhatIsWanted() {
    try (TestPublisher test = pausing()) {
      test.publisher.end();
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
    }
    try (TestPublisher test = pausing()) {
      test.publisher.endConnecting();
      test.listener.awaitEnded(1);
    }
    try (TestPublisher test = pausing()) {
      test.publisher.abort();
      test.listener.awaitEnded(1);
    }
    try (TestPublisher test = pausing()) {
      test.publisher.disable();
      test.awaitState(DestinationState.DISABLED);
      assertThat(test.publisher.status().snapshot().nextAttempt()).isNull();
      test.publisher.end();
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
    }
  }

  @Test
  void retryNowEndsThePauseAlone() {
    try (TestPublisher test = pausing()) {
      test.connector.connect(Conduct.SUCCEED);
      test.publisher.enable();
      assertThat(test.connector.urls()).hasSize(1);
      test.publisher.retryNow();
      test.goLive(0);
      test.publisher.retryNow();
      assertThat(test.state()).isEqualTo(DestinationState.LIVE);
      // It is not remembered for the next pause.
      test.connector.failBy(FakeConnector.refused());
      test.connector.connect(Conduct.FAIL);
      test.connector.write(Conduct.FAIL);
      test.video(40, false);
      Await.until(() -> test.publisher.status().snapshot().nextAttempt() != null, () -> "no pause");
      assertThat(test.connector.urls()).hasSize(2);
      test.publisher.retryNow();
      test.connector.awaitAttempts(3);
    }
  }

  // While it is live.

  @Test
  void anAbortCutsAWrite() {
    try (TestPublisher test = writing()) {
      test.publisher.end();
      test.publisher.abort();
      test.listener.awaitEnded(1);
      FakeConnection connection = test.connector.awaitConnection(0);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
      assertThat(connection.isFinished()).isFalse();
      assertThat(connection.isClosed()).isTrue();
      assertThat(test.listener.faults()).isEmpty();
    }
  }

  @Test
  void disablingEndsAConnectionInItsOwnWay() {
    try (TestPublisher test = writing()) {
      FakeConnection connection = test.connector.awaitConnection(0);
      test.video(80, false);
      test.publisher.disable();
      assertThat(connection.isCancelled()).isFalse();
      test.connector.write(Conduct.SUCCEED);
      test.awaitState(DestinationState.DISABLED);
      assertThat(connection.times()).containsExactly(0L, 40L);
      assertThat(connection.isFinished()).isTrue();
      assertThat(connection.isClosed()).isTrue();
      assertThat(test.listener.told()).endsWith("LIVE -> DISABLED");
      assertThat(test.listener.endedCount()).isZero();
      test.publisher.disable();
      test.publisher.retryNow();
      assertThat(test.state()).isEqualTo(DestinationState.DISABLED);
      test.publisher.enable();
      test.goLive(1);
      assertThat(test.listener.told())
          .contains("DISABLED -> CONNECTING", "CONNECTING -> LIVE")
          .noneMatch(told -> told.contains("RECONNECTING"));
    }
  }

  /** What waits when the end comes is still sent, whoever disables the destination thereafter. */
  @Test
  void disablingWhatEndsChangesNothing() {
    try (TestPublisher test = writing()) {
      test.video(80, false);
      test.publisher.end();
      test.publisher.disable();
      test.publisher.enable();
      test.connector.write(Conduct.SUCCEED);
      test.listener.awaitEnded(1);
      assertThat(test.connector.awaitConnection(0).times()).containsExactly(0L, 40L, 80L);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
    }
  }

  @Test
  void aConnectionThatIsLostWhileItIsDisabledStaysDisabled() {
    try (TestPublisher test = writing()) {
      test.publisher.disable();
      test.connector.failBy(FakeConnector.refused());
      test.connector.write(Conduct.FAIL);
      test.awaitState(DestinationState.DISABLED);
      // What was written last may not be whole.
      assertThat(test.listener.faults()).hasSize(1);
      test.publisher.abort();
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
    }
  }

  /** R8: what is connected is not cut by an order that is for what is not. */
  @Test
  void endConnectingLeavesALiveConnectionAlone() {
    try (TestPublisher test = writing()) {
      FakeConnection connection = test.connector.awaitConnection(0);
      test.publisher.endConnecting();
      assertThat(connection.isCancelled()).isFalse();
      test.connector.write(Conduct.SUCCEED);
      connection.awaitTimes(2);
      test.video(80, false);
      connection.awaitTimes(3);
      test.publisher.end();
      test.publisher.endConnecting();
      test.listener.awaitEnded(1);
      assertThat(connection.isFinished()).isTrue();
      assertThat(connection.isCancelled()).isFalse();
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
    }
  }

  @Test
  void theLastConnectionIsNotMadeAnew() {
    try (TestPublisher test = writing()) {
      test.publisher.endConnecting();
      test.connector.failBy(FakeConnector.refused());
      test.connector.write(Conduct.FAIL);
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
      assertThat(test.publisher.status().snapshot().lastFault()).isNotNull();
      assertThat(test.connector.urls()).hasSize(1);
    }
  }

  /** R8, in the moment in which an attempt becomes a connection. */
  @Test
  void noConnectionThatWritesIsCutByEndConnecting() {
    long seed = Long.getLong("av4j.seed", 21);
    System.out.println("PublisherCommandsTest seed " + seed);
    Random random = new Random(seed);
    int connected = 0;
    for (int i = 0; i < 200; i++) {
      try (TestPublisher test = new TestPublisher()) {
        test.video(0, true);
        test.connector.connect(random.nextInt(4) == 0 ? Conduct.BLOCK : Conduct.SUCCEED);
        test.publisher.start();
        long until = System.nanoTime() + random.nextInt(400_000);
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
        test.publisher.endConnecting();
        test.publisher.end();
        test.listener.awaitEnded(1);
        assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
        assertThat(test.listener.faults()).isEmpty();
        for (FakeConnection connection : test.connector.connections()) {
          if (!connection.times().isEmpty()) {
            connected++;
            assertThat(connection.isFinished()).isTrue();
            assertThat(connection.isCancelled()).isFalse();
          }
        }
      }
    }
    System.out.println("PublisherCommandsTest connected " + connected + " of 200");
  }

  // When it is disabled, or has failed.

  @Test
  void aDisabledOneEndsWithoutAConnection() {
    try (TestPublisher test = disabled()) {
      test.publisher.endConnecting();
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
    }
    try (TestPublisher test = disabled()) {
      test.publisher.abort();
      test.listener.awaitEnded(1);
      assertThat(test.connector.connections()).hasSize(1);
    }
  }

  @Test
  void aFailedOneCanBeDisabledAndEnabled() {
    try (TestPublisher test = failed()) {
      test.publisher.disable();
      test.awaitState(DestinationState.DISABLED);
      test.publisher.enable();
      test.connector.awaitConnection(0);
      test.video(0, true);
      test.awaitState(DestinationState.LIVE);
      test.publisher.end();
      test.listener.awaitEnded(2);
      assertThat(test.listener.told())
          .containsExactly(
              "tried",
              "CONNECTING -> FAILED",
              "ended",
              "FAILED -> DISABLED",
              "DISABLED -> CONNECTING",
              "CONNECTING -> LIVE",
              "LIVE -> STOPPED",
              "ended");
    }
  }

  @Test
  void aFailedOneStaysSoWhenAllEnds() {
    try (TestPublisher test = failed()) {
      test.publisher.end();
      test.publisher.endConnecting();
      test.publisher.abort();
      test.publisher.enable();
      assertThat(test.state()).isEqualTo(DestinationState.FAILED);
      assertThat(test.listener.endedCount()).isEqualTo(1);
    }
  }

  // What a program's own code does.

  private static TestPublisher asking(PushUrl.Service service) {
    return new TestPublisher(Destination.of("there", PushUrl.asked(service)), PushTiming.DEFAULT);
  }

  /** D3: a service of tokens that has a hiccup costs an attempt and no more. */
  @Test
  void whateverIsThrownWhenAskedForAUrlIsTriedAgain() {
    AtomicInteger asked = new AtomicInteger();
    List<Throwable> thrown =
        List.of(
            new IllegalStateException("no token today"),
            new NullPointerException(),
            new StackOverflowError(),
            new NoClassDefFoundError("x"),
            new java.util.concurrent.CancellationException("theirs"),
            new InterruptedException("sneaky"));
    try (TestPublisher test =
        asking(
            () -> {
              int call = asked.getAndIncrement();
              if (call < thrown.size()) {
                PublisherCommandsTest.<RuntimeException>sneak(thrown.get(call));
              }
              return call == thrown.size() ? null : call == thrown.size() + 1 ? " " : "rtmp://x/y";
            })) {
      test.publisher.start();
      for (int attempt = 1; attempt <= thrown.size() + 2; attempt++) {
        test.passPause();
        int wanted = attempt + 1;
        Await.until(() -> asked.get() >= wanted, () -> "not asked again: " + asked);
      }
      test.goLive(0);
      assertThat(test.connector.urls()).containsExactly("rtmp://x/y");
      assertThat(test.listener.faults())
          .hasSize(thrown.size() + 2)
          .allMatch(fault -> fault.kind() == FaultClass.NETWORK);
      assertThat(test.listener.faults().get(0).text()).contains("no token today");
    }
  }

  @SuppressWarnings("unchecked") // that is the trick
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** One that does not answer holds this destination alone, and is given up by an abort. */
  @Test
  void whoIsAskedForAUrlAndDoesNotAnswerIsInterruptedByAnAbort() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (TestPublisher test =
        asking(
            () -> {
              asked.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return "";
            })) {
      test.publisher.start();
      Await.until(() -> asked.getCount() == 0, () -> "not asked");
      test.publisher.end();
      assertThat(test.state()).isEqualTo(DestinationState.CONNECTING);
      test.publisher.abort();
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.STOPPED);
    }
  }

  @Test
  void aBugOfAConnectorFailsTheDestinationAndLeavesNothing() {
    try (TestPublisher test = TestPublisher.live()) {
      test.connector.failBy(new IllegalStateException("bug"));
      test.connector.write(Conduct.FAIL);
      test.video(40, false);
      test.listener.awaitEnded(1);
      assertThat(test.state()).isEqualTo(DestinationState.FAILED);
      assertThat(test.connector.awaitConnection(0).isClosed()).isTrue();
    }
  }

  /**
   * Any orders in any sequence from several threads: all that is told can be, and nothing hangs.
   */
  @Test
  void whateverIsOrderedAndFailsTheStatesAreLegal() {
    long seed = Long.getLong("av4j.seed", 77);
    System.out.println("PublisherCommandsTest seed " + seed);
    Random random = new Random(seed);
    int lives = 0;
    for (int run = 0; run < 10; run++) {
      try (TestPublisher test =
          new TestPublisher(
              Destination.of("there", "rtmp://there/x").withRetry(RetryPolicy.atMost(2)),
              PushTiming.DEFAULT)) {
        boolean ends = run % 5 == 4;
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          Random own = new Random(random.nextLong());
          Thread caller = new Thread(() -> order(test.publisher, own, ends));
          callers.add(caller);
          caller.start();
        }
        for (int i = 0; callers.stream().anyMatch(Thread::isAlive); i++) {
          test.connector.connect(conduct(random));
          test.connector.write(conduct(random));
          test.video(i * 40L, random.nextInt(10) == 0);
          if (random.nextInt(500) == 0) {
            test.streams(random.nextBoolean() ? TestPackets.BOTH : TestPackets.VIDEO_ONLY);
          }
        }
        if (!ends) {
          // However it got where it is, it can be used.
          test.connector.connect(Conduct.SUCCEED);
          test.connector.write(Conduct.SUCCEED);
          test.publisher.start();
          test.publisher.enable();
          test.publisher.disable();
          test.awaitState(DestinationState.DISABLED);
          test.publisher.enable();
          long[] time = {100_000};
          Await.until(
              () -> {
                test.publisher.retryNow();
                test.video(time[0] += 40, true);
                return test.state() == DestinationState.LIVE;
              },
              () -> "not live again: " + test.listener.told());
        }
        lives += test.listener.endedCount();
      }
    }
    System.out.println("PublisherCommandsTest ended " + lives + " lives");
    assertThat(lives).isPositive();
  }

  private static Conduct conduct(Random random) {
    int chance = random.nextInt(10);
    return chance == 0 ? Conduct.BLOCK : chance < 4 ? Conduct.FAIL : Conduct.SUCCEED;
  }

  private static void order(Publisher publisher, Random random, boolean ends) {
    for (int i = 0; i < 3000; i++) {
      switch (random.nextInt(ends && i > 2500 ? 7 : 4)) {
        case 0 -> publisher.start();
        case 1 -> publisher.enable();
        case 2 -> publisher.disable();
        case 3 -> publisher.retryNow();
        case 4 -> publisher.endConnecting();
        case 5 -> publisher.end();
        default -> publisher.abort();
      }
      for (int pause = random.nextInt(4000); pause > 0; pause--) {
        Thread.onSpinWait();
      }
    }
  }
}
