package io.av4j.push.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.InvalidMediaException;
import io.av4j.MediaIoException;
import io.av4j.MediaTimeoutException;
import io.av4j.NativeFailure;
import io.av4j.UnsupportedMediaException;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultClassifierTest {
  private static MediaIoException io(int code, String name, String... lines) {
    return new MediaIoException(
        new NativeFailure("avio_open2", code, name, "text", "rtmp://there/x", List.of(lines)),
        null);
  }

  @Test
  void theCodesNameIsKept() {
    Fault fault = FaultClassifier.of(io(-111, "ECONNREFUSED"));
    assertThat(fault.kind()).isEqualTo(FaultClass.NETWORK);
    assertThat(fault.code()).isEqualTo(-111);
    assertThat(fault.name()).isEqualTo("ECONNREFUSED");
    assertThat(fault.describe()).startsWith("NETWORK ECONNREFUSED: ");
  }

  @Test
  void whatTheServerSaidDecides() {
    assertThat(kind("Server error: Already publishing")).isEqualTo(FaultClass.STREAM_BUSY);
    assertThat(kind("NetStream.Publish.BadName")).isEqualTo(FaultClass.STREAM_BUSY);
    assertThat(kind("Server error: stream is busy")).isEqualTo(FaultClass.STREAM_BUSY);
    assertThat(kind("Server error: token expired")).isEqualTo(FaultClass.REJECTED);
    assertThat(kind("x", "certificate verify failed")).isEqualTo(FaultClass.REJECTED);
    assertThat(kind("Connection reset by peer")).isEqualTo(FaultClass.NETWORK);
  }

  private static FaultClass kind(String... lines) {
    return FaultClassifier.of(io(-5, "EIO", lines)).kind();
  }

  @Test
  void whatTimeDoesNotHealIsFatal() {
    assertThat(FaultClassifier.of(new UnsupportedMediaException("no such codec")).kind())
        .isEqualTo(FaultClass.FATAL);
    assertThat(FaultClassifier.of(new InvalidMediaException("bad")).kind())
        .isEqualTo(FaultClass.FATAL);
    Fault bug = FaultClassifier.of(new IllegalStateException("bug"));
    assertThat(bug.kind()).isEqualTo(FaultClass.FATAL);
    assertThat(bug.text()).isEqualTo("java.lang.IllegalStateException: bug");
    assertThat(FaultClassifier.of(new StackOverflowError()).kind()).isEqualTo(FaultClass.FATAL);
    assertThat(FaultClassifier.ofEncoder(io(-5, "EIO")).kind()).isEqualTo(FaultClass.FATAL);
    assertThat(FaultClassifier.ofEncoder(io(-5, "EIO")).name()).isEqualTo("EIO");
  }

  @Test
  void aDeadlineIsOfTheNetwork() {
    Fault fault = FaultClassifier.of(new MediaTimeoutException("no answer"));
    assertThat(fault).isEqualTo(new Fault(FaultClass.NETWORK, 0, "", "no answer"));
  }

  @Test
  void secretsAreTakenOut() {
    String url = "rtmp://there/app/stream?token=verysecretkey123";
    assertThat(FaultClassifier.of(new MediaIoException("failed: " + url)).text())
        .doesNotContain("verysecretkey123");
    assertThat(FaultClassifier.of(new IllegalArgumentException(url)).text())
        .doesNotContain("verysecretkey123");
  }
}
