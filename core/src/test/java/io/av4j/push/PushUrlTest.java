package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushUrl;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.FaultClass;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.RtmpScript;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a destination is: a fixed place, or one that is asked for before each connection. */
@Timeout(30)
class PushUrlTest {
  private static Destination asked(PushUrl.Service service) {
    return Destination.of("a", PushUrl.asked(service));
  }

  private static PushPlan plan(Destination destination) {
    return PushPlan.of(Drawings.endless())
        .name("url")
        .rendition("r", Drawings.quick(), destination)
        .build();
  }

  @Test
  void aTokenServiceWithAHiccupIsAskedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take())) {
      Destination destination =
          asked(
              () -> {
                if (asked.incrementAndGet() < 3) {
                  throw new IllegalStateException("503 from the token service");
                }
                return server.url("a");
              });
      try (LivePush push = LivePush.start(plan(destination))) {
        Await.until(
            () ->
                !push.snapshot().destinations().isEmpty()
                    && (push.snapshot().destination("a").state().isLive()
                        || push.snapshot().destination("a").state().isOver()),
            () -> push.snapshot().toString());
        DestinationSnapshot now = push.snapshot().destination("a");
        assertThat(now.state()).isEqualTo(DestinationState.LIVE);
        assertThat(now.attempts()).isEqualTo(3);
        assertThat(now.lastFault()).isNotNull();
        assertThat(now.lastFault().kind()).isEqualTo(FaultClass.NETWORK);
        assertThat(push.awaitEnd(Duration.ZERO)).isFalse();
      }
    }
  }

  @Test
  void twoDestinationsThatAreTheSameAreEqual() {
    Destination one = Destination.of("a", "rtmp://server/app/key");
    assertThat(one).isEqualTo(Destination.of("a", "rtmp://server/app/key"));
    assertThat(one).hasSameHashCodeAs(Destination.of("a", "rtmp://server/app/key"));
    assertThat(one).isNotEqualTo(Destination.of("a", "rtmp://server/app/other"));
  }

  @Test
  void aPlanEqualsItsCopyAndIsPlainData() throws Exception {
    PushPlan plan =
        PushPlan.of("http://server/source.ts")
            .name("plain")
            .rendition("r", Drawings.quick(), Destination.of("a", "rtmp://server/app/key"))
            .build();
    byte[] bytes = serialised(plan);
    String readable = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(readable.contains("rtmp://server/app/key")).isTrue();
    assertThat(readable.contains("SerializedLambda")).as("holds code").isFalse();
    assertThat(read(bytes)).isEqualTo(plan);
  }

  private static byte[] serialised(Object plan) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(plan);
    }
    return bytes.toByteArray();
  }

  private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }
}
