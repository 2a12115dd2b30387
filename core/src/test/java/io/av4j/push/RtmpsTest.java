package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.ForkedJvm;
import io.av4j.testing.MediaMessage;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.RtmpSession;
import io.av4j.testing.SilentServer;
import io.av4j.testing.TestCertificate;
import io.av4j.testing.TestMedia;
import io.av4j.testing.TlsFront;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RTMP through TLS, and whom it trusts. */
@Timeout(60)
class RtmpsTest {
  @TempDir static Path folder;
  private static TestCertificate localhost;
  private static TestCertificate other;

  @BeforeAll
  static void certificates() throws Exception {
    localhost = TestCertificate.of("localhost", folder);
    other = TestCertificate.of("other.example", folder);
  }

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  private static LivePush push(Destination destination) {
    return LivePush.start(
        PushPlan.of(TestMedia.clip("flash_vfr_360p.mp4"))
            .name("rtmps")
            .rounds(0)
            .copy(destination)
            .build());
  }

  private static Destination at(String host, TlsFront front) {
    return Destination.of("there", "rtmps://" + host + ":" + front.port() + "/app/key");
  }

  private static void requireLive(FakeRtmpServer server, Destination destination) {
    try (LivePush push = push(destination)) {
      Await.until(() -> push.awaitLive(Duration.ofMillis(20)), () -> push.snapshot().toString());
      RtmpSession session = server.awaitSession(0).awaitMedia(30);
      assertThat(session.media(MediaMessage.Kind.VIDEO, MediaMessage.Role.KEY_FRAME)).isNotEmpty();
      assertThat(push.snapshot().destination("there").attempts()).isEqualTo(1);
      push.stop();
      assertThat(session.awaitEnd().commands()).contains("deleteStream");
    }
  }

  private static Fault faultOf(Destination destination) {
    try (LivePush push = push(destination)) {
      Await.until(
          () ->
              !push.snapshot().destinations().isEmpty()
                  && push.snapshot().destination("there").lastFault() != null,
          () -> push.snapshot().toString());
      return push.snapshot().destination("there").lastFault();
    }
  }

  @TestFactory
  Stream<DynamicTest> inAJvmOfItsOwn() {
    return ForkedJvm.tests(JvmTrust.class, Duration.ofSeconds(20));
  }

  @Test
  void aServerWhoseCertificateIsNamedIsTrusted() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        TlsFront front = TlsFront.start(localhost, server.port())) {
      requireLive(server, at("localhost", front).withOption("ca_file", localhost.pem().toString()));
    }
  }

  @Test
  void aServerThatNobodyVouchesForIsRejected() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        TlsFront front = TlsFront.start(localhost, server.port())) {
      Fault fault = faultOf(at("localhost", front));
      System.out.println(fault);
      assertThat(fault.kind()).isEqualTo(FaultClass.REJECTED);
      assertThat(fault.text()).contains("certificate is not trusted", "ca_file");
      assertThat(server.sessions()).allMatch(session -> session.commands().isEmpty());
    }
  }

  @Test
  void theCertificateOfAnotherHostIsRejected() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        TlsFront front = TlsFront.start(other, server.port())) {
      Fault fault = faultOf(at("localhost", front).withOption("ca_file", other.pem().toString()));
      assertThat(fault.kind()).isEqualTo(FaultClass.REJECTED);
      assertThat(fault.text()).contains("another host's");
      assertThat(server.sessions()).allMatch(session -> session.commands().isEmpty());
    }
  }

  @Test
  void anAddressIsComparedWithThoseOfTheCertificate() throws Exception {
    TestCertificate address = TestCertificate.of("127.0.0.1", folder);
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        TlsFront front = TlsFront.start(other, server.port())) {
      for (String host : new String[] {"127.0.0.1", "127.1"}) {
        Fault fault = faultOf(at(host, front).withOption("ca_file", other.pem().toString()));
        assertThat(fault.kind()).isEqualTo(FaultClass.REJECTED);
        assertThat(fault.text()).contains("another host's");
      }
    }
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        TlsFront front = TlsFront.start(address, server.port())) {
      assertThat(faultOf(at("127.0.0.1", front)).kind()).isEqualTo(FaultClass.REJECTED);
      assertThat(server.sessions()).allMatch(session -> session.commands().isEmpty());
    }
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        TlsFront front = TlsFront.start(address, server.port())) {
      requireLive(server, at("127.0.0.1", front).withOption("ca_file", address.pem().toString()));
    }
  }

  @Test
  void whoeverSaysSoTrustsEverybody() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        TlsFront front = TlsFront.start(other, server.port())) {
      requireLive(server, at("localhost", front).withOption("tls_verify", "0"));
    }
  }

  @Test
  void aServerThatFallsSilentInTheHandshakeHoldsUpNothing() throws Exception {
    try (SilentServer server = SilentServer.mute();
        LivePush push =
            push(Destination.of("there", "rtmps://localhost:" + server.port() + "/app/key"))) {
      Await.until(
          () ->
              !push.snapshot().destinations().isEmpty()
                  && push.snapshot().destination("there").attempts() > 0,
          () -> push.snapshot().toString());
      long start = System.nanoTime();
      push.abort();
      double took = (System.nanoTime() - start) / 1e6;
      System.out.printf("abort in a TLS handshake: %.0f ms%n", took);
      assertThat(took).isLessThan(300);
    }
  }
}
