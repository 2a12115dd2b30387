package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import io.av4j.push.status.PushEvent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which events are no news. */
class RepeatsTest {
  private static final PushEvent.Stamp STAMP = new PushEvent.Stamp("push", 1, Instant.EPOCH);

  private final Repeats repeats = new Repeats();

  @Test
  void anAttemptThatFailsAsBeforeIsNoNews() {
    assertThat(repeats.has(changed("a", DestinationState.RECONNECTING, fault("ECONNRESET", "1"))))
        .isFalse();
    assertThat(repeats.has(failed("a", fault("ECONNREFUSED", "@ 0x1")))).isFalse();
    assertThat(repeats.has(failed("a", fault("ECONNREFUSED", "@ 0x2")))).isTrue();
    assertThat(repeats.has(failed("b", fault("ECONNREFUSED", "@ 0x2")))).isFalse();
    assertThat(repeats.has(failed("a", fault("EHOSTUNREACH", "@ 0x2")))).isFalse();
    assertThat(repeats.has(failed("a", fault("ECONNREFUSED", "@ 0x2")))).isFalse();
    assertThat(repeats.has(failed("a", fault("", "no token")))).isFalse();
    assertThat(repeats.has(failed("a", fault("", "no answer")))).isFalse();
  }

  @Test
  void afterItWasLiveItIsNewsAgain() {
    assertThat(repeats.has(failed("a", fault("ECONNREFUSED", "")))).isFalse();
    assertThat(repeats.has(changed("a", DestinationState.LIVE, null))).isFalse();
    assertThat(repeats.has(failed("a", fault("ECONNREFUSED", "")))).isFalse();
  }

  @Test
  void aSourceThatStaysAwayIsToldOnce() {
    PushEvent failed =
        new PushEvent.SourceFailed(STAMP, "s", fault("ENOENT", "gone"), Duration.ofSeconds(1));
    assertThat(repeats.has(failed)).isFalse();
    assertThat(repeats.has(failed)).isTrue();
    assertThat(repeats.has(new PushEvent.SourceOpened(STAMP, "s"))).isFalse();
    assertThat(repeats.has(failed)).isFalse();
  }

  private static Fault fault(String name, String text) {
    return new Fault(FaultClass.NETWORK, -1, name, text);
  }

  private static PushEvent failed(String destination, Fault fault) {
    return new PushEvent.AttemptFailed(STAMP, destination, 1, fault, Duration.ofSeconds(1));
  }

  private static PushEvent changed(String destination, DestinationState to, Fault fault) {
    return new PushEvent.DestinationChanged(
        STAMP, destination, "r", DestinationState.CONNECTING, to, 1, fault);
  }
}
