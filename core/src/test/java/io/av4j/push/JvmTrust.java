package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaException;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.Scenario;
import io.av4j.testing.TestCertificate;
import io.av4j.testing.TlsFront;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A JVM that trusts one certificate of its own choice. */
public final class JvmTrust implements Supplier<Map<String, Scenario>> {
  @Override
  public Map<String, Scenario> get() {
    return Map.of("whom the JVM trusts is trusted", JvmTrust::theJvmsCertificates);
  }

  private static final InputOptions HASTY =
      InputOptions.DEFAULT.withOpenTimeout(Duration.ofSeconds(1));

  private static void theJvmsCertificates() throws Exception {
    Path folder = Files.createTempDirectory("av4j-trust");
    TestCertificate certificate = TestCertificate.of("localhost", folder);
    System.setProperty("javax.net.ssl.trustStore", folder.resolve("localhost.p12").toString());
    System.setProperty("javax.net.ssl.trustStorePassword", TestCertificate.PASSWORD);
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        TlsFront front = TlsFront.start(certificate, server.port())) {
      MediaOutput.create("rtmps://localhost:" + front.port() + "/app/key").close();
      assertThat(server.awaitSession(0).commands()).contains("publish");
      for (int i = 0; i < 2; i++) {
        // What FFmpeg connects to itself; nothing there speaks HTTP.
        assertThatThrownBy(
                () -> MediaInput.open("https://localhost:" + front.port() + "/x.flv", HASTY))
            .isInstanceOf(MediaException.class)
            .hasMessageNotContaining("certificate");
        Path file = trusted(folder.getParent());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
        // As those do that tidy up temporary folders.
        Files.delete(file);
      }
    }
  }

  private static Path trusted(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".pem")).findAny().orElseThrow();
    }
  }
}
