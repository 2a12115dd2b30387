package io.av4j.push.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.push.destination.DestinationStatus.Change;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import io.av4j.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DestinationStatusTest {
  private static final Fault FAULT = new Fault(FaultClass.NETWORK, -104, "ECONNRESET", "reset");

  private final ManualClock clock = new ManualClock();
  private final TestPackets packets = new TestPackets(TestPackets.VIDEO_ONLY);
  private final SendQueue queue =
      new SendQueue(Duration.ofSeconds(2), new KeyFrameRequests(() -> {}, clock), clock);
  private final DestinationStatus status = new DestinationStatus("there", "r", queue, clock);

  @AfterEach
  void letGo() {
    packets.close();
  }

  private void write(int bytes, int milliseconds) {
    long begin = clock.nanoTime();
    clock.advance(Duration.ofMillis(milliseconds));
    status.written(packets.lend(true, 0, true, bytes), begin, clock.nanoTime(), bytes);
  }

  @Test
  void ratesAreOfTheLastSecond() {
    status.connecting();
    assertThat(status.load().sentBitsPerSecond()).isEmpty();
    assertThat(status.load().blocked()).isZero();
    for (int i = 1; i <= 10; i++) {
      clock.advance(Duration.ofMillis(75));
      write(i * 12_500, 25);
    }
    assertThat(status.load().sentBitsPerSecond()).hasValue(1_000_000);
    assertThat(status.load().blocked()).isEqualTo(0.25);
    assertThat(status.load().live()).isFalse();
    DestinationSnapshot snapshot = status.snapshot();
    assertThat(snapshot.bytes()).isEqualTo(125_000);
    assertThat(snapshot.frames()).isEqualTo(10);
    assertThat(snapshot.writeMax()).isEqualTo(Duration.ofMillis(25));
    assertThat(snapshot.writeP50()).isBetween(Duration.ofMillis(22), Duration.ofMillis(25));
    // The next connection counts its bytes from zero, and the sum goes on.
    status.connecting();
    write(1000, 1);
    assertThat(status.snapshot().bytes()).isEqualTo(126_000);
    status.reached(2000);
    assertThat(status.snapshot().bytes()).isEqualTo(127_000);
    assertThat(status.snapshot().attempts()).isEqualTo(2);
  }

  @Test
  void anOutageIsFromLiveToLive() {
    assertThat(status.become(DestinationState.LIVE, null).outage()).isNull();
    clock.advance(Duration.ofSeconds(5));
    assertThat(status.liveNanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
    Change lost = status.become(DestinationState.RECONNECTING, FAULT);
    assertThat(lost.from()).isEqualTo(DestinationState.LIVE);
    assertThat(status.liveNanos()).isZero();
    status.pausing(Duration.ofSeconds(1));
    assertThat(status.snapshot().nextAttempt()).isNotNull();
    clock.advance(Duration.ofSeconds(3));
    assertThat(status.snapshot().outage()).isEqualTo(Duration.ofSeconds(3));
    assertThat(status.become(DestinationState.RECONNECTING, FAULT)).isNull();
    Change back = status.become(DestinationState.LIVE, null);
    assertThat(back.outage()).isEqualTo(Duration.ofSeconds(3));
    DestinationSnapshot snapshot = status.snapshot();
    assertThat(snapshot.lastFault()).isEqualTo(FAULT);
    assertThat(snapshot.reconnects()).isEqualTo(1);
    assertThat(snapshot.lastRecovery()).hasValue(3000);
    assertThat(snapshot.nextAttempt()).isNull();
    status.become(DestinationState.STOPPED, null);
    clock.advance(Duration.ofHours(1));
    assertThat(status.snapshot().outage()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void congestionIsCountedUntilTheDestinationKeepsUp() {
    status.become(DestinationState.LIVE, null);
    assertThat(status.become(DestinationState.CONGESTED, null).congestion()).isNull();
    clock.advance(Duration.ofSeconds(2));
    assertThat(status.become(DestinationState.LIVE, null).congestion())
        .isEqualTo(Duration.ofSeconds(2));
    status.become(DestinationState.CONGESTED, null);
    // Lost while it did not keep up: it does not keep up again by that.
    assertThat(status.become(DestinationState.RECONNECTING, FAULT).congestion()).isNull();
    assertThat(status.become(DestinationState.LIVE, null).congestion()).isNull();
  }

  @Test
  void statesThatMayNotFollowAreRefused() {
    status.become(DestinationState.STOPPED, null);
    assertThatThrownBy(() -> status.become(DestinationState.LIVE, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("there: STOPPED may not become LIVE");
  }
}
