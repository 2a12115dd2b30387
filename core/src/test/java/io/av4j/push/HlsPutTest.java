package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.FaultClass;
import io.av4j.testing.Await;
import io.av4j.testing.LoopbackPort;
import io.av4j.testing.Probed;
import io.av4j.testing.TestCertificate;
import io.av4j.testing.TestMedia;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HLS sent to, and read from, an HTTPS server: each segment is a connection of its own. */
@Timeout(60)
class HlsPutTest {
  @TempDir Path folder;
  private TestCertificate certificate;
  private HttpsServer server;
  private ExecutorService threads;

  @BeforeEach
  void serve() throws Exception {
    certificate = TestCertificate.of("localhost", folder);
    server = HttpsServer.create(new InetSocketAddress(LoopbackPort.ADDRESS, 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(certificate.server()) {
          @Override
          public void configure(HttpsParameters parameters) {
            // TLS 1.3 servers send tickets; FFmpeg closes without having read them, and the reset
            // that follows may cost the end of what it has sent.
            parameters.setProtocols(new String[] {"TLSv1.2"});
          }
        });
    server.createContext("/", this::answer);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void nothingIsLeft() {
    server.stop(0);
    threads.shutdownNow();
    PushThreads.awaitNone();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Path file = folder.resolve(Path.of(exchange.getRequestURI().getPath()).getFileName());
    try (exchange) {
      if (exchange.getRequestMethod().equals("PUT")) {
        Files.write(file, exchange.getRequestBody().readAllBytes());
        exchange.sendResponseHeaders(200, -1);
      } else if (Files.exists(file)) {
        byte[] all = Files.readAllBytes(file);
        exchange.sendResponseHeaders(200, all.length);
        exchange.getResponseBody().write(all);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private String url() {
    return "https://localhost:" + server.getAddress().getPort() + "/a.m3u8";
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LivePush push(Destination destination) {
    return LivePush.start(
        PushPlan.of(TestMedia.clip("flash_vfr_360p.mp4"))
            .name("put")
            .rounds(0)
            .copy(destination)
            .build());
  }

  private static DestinationSnapshot there(LivePush push) {
    return push.snapshot().destination("there");
  }

  @Test
  void goesToAServerThatIsTrusted() throws Exception {
    Path list = folder.resolve("a.m3u8");
    String trusted = certificate.pem().toString();
    try (LivePush push = push(Destination.of("there", url()).withOption("ca_file", trusted))) {
      Await.until(
          () -> !push.snapshot().destinations().isEmpty() && there(push).frames() > 90,
          () -> push.snapshot().toString());
      push.stop();
      Await.until(() -> text(list).contains("#EXT-X-ENDLIST"), () -> text(list));
      assertThat(there(push).attempts()).isEqualTo(1);
      // The client does not wait for the server's answers.
      int sent = (int) there(push).frames();
      Await.until(() -> Probed.pictures(list) == sent, () -> sent + " pictures, " + text(list));
    }
    InputOptions options = InputOptions.DEFAULT.withOption("ca_file", trusted);
    try (MediaInput input = MediaInput.open(url(), options)) {
      assertThat(input.bestVideo().codec()).isEqualTo("h264");
    }
  }

  @Test
  void doesNotGoToAServerThatIsNot() {
    try (LivePush push = push(Destination.of("there", url()))) {
      Await.until(
          () -> !push.snapshot().destinations().isEmpty() && there(push).lastFault() != null,
          () -> push.snapshot().toString());
      assertThat(there(push).lastFault().kind()).isEqualTo(FaultClass.REJECTED);
      assertThat(there(push).lastFault().text()).contains("ca_file");
    }
    assertThat(folder.resolve("a.m3u8")).doesNotExist();
    assertThatThrownBy(() -> MediaInput.open(url())).hasMessageContaining("ca_file");
  }

  /** A list that one server gives may lead to another. */
  @Test
  void segmentsAreNotTakenFromAServerThatIsNotTrusted() throws Exception {
    Files.copy(TestMedia.clip("flash_720p.ts"), folder.resolve("s.ts"));
    Path list =
        Files.writeString(
            folder.resolve("list.m3u8"),
            "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:4,\n"
                + url().replace("a.m3u8", "s.ts")
                + "\n#EXT-X-ENDLIST\n");
    InputOptions all = InputOptions.DEFAULT.withOption("protocol_whitelist", "file,https,tls,tcp");
    assertThatThrownBy(() -> MediaInput.open(list, all).close())
        .hasMessageContaining("certificate");
  }
}
