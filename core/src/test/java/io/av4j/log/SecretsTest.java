package io.av4j.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.av4j.FFmpeg;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.OutputOptions;
import io.av4j.testing.SilentServer;
import io.av4j.testing.TestMedia;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** No secret in any message, nor in what FFmpeg itself logs at its most talkative. */
@Timeout(30)
class SecretsTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final InputOptions IN = InputOptions.DEFAULT.withOpenTimeout(SHORT);
  private static final OutputOptions OUT = OutputOptions.DEFAULT.withOpenTimeout(SHORT);

  private final Logger logger = (Logger) LoggerFactory.getLogger(FFmpegLog.LOGGER);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    FFmpeg.require();
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
    lines.start();
    logger.addAppender(lines);
    FFmpegLog.refreshLevel();
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setLevel(null);
    logger.setAdditive(true);
    FFmpegLog.refreshLevel();
  }

  /**
   * All that can be seen of a call that fails: FFmpeg's lines and the exception with its causes.
   */
  private String seen(Runnable call) throws InterruptedException {
    Throwable thrown = catchThrowable(call::run);
    assertThat(thrown).isNotNull();
    // The lines are written by a thread of their own: the last of them is the one written here.
    FFmpegLogTestAccess.flush();
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    List<ILoggingEvent> copy;
    synchronized (lines) {
      copy = new ArrayList<>(lines.list);
    }
    copy.forEach(line -> text.append(line.getFormattedMessage()).append('\n'));
    assertThat(copy).isNotEmpty();
    return text.toString();
  }

  @Test
  void ofRtmp() throws Exception {
    try (SilentServer server = SilentServer.mute()) {
      String url =
          "rtmp://publisher:pass-w0rd@127.0.0.1:"
              + server.port()
              + "/app/stream-key-1?auth=query-token-2";
      for (String seen :
          new String[] {
            seen(() -> MediaInput.open(url, IN).close()),
            seen(() -> MediaOutput.create(url, OUT).close())
          }) {
        assertThat(seen)
            .contains("rtmp://")
            .doesNotContain("pass-w0rd")
            .doesNotContain("stream-key-1")
            .doesNotContain("query-token-2");
      }
    }
  }

  @Test
  void ofRtmpWithAServerThatTalks() throws Exception {
    try (RtmpStub server = new RtmpStub()) {
      String url = "rtmp://127.0.0.1:" + server.port() + "/app/stream-key-3?auth=query-token-4";
      String seen = seen(() -> MediaOutput.create(url, OUT).close());
      assertThat(seen).doesNotContain("stream-key-3").doesNotContain("query-token-4");
    }
  }

  @Test
  void ofHttp() throws Exception {
    try (SilentServer server = SilentServer.http(new byte[] {1})) {
      String url =
          "http://viewer:pass%20w0rd@127.0.0.1:" + server.port() + "/x.flv?token=query-token-5";
      InputOptions options =
          IN.withOption(
                  "headers", "X-Api-Key: header-value-6\r\nAuthorization: Bearer bearer-7\r\n")
              .withOption("cookies", "session=cookie-value-8; path=/; domain=127.0.0.1");
      assertThat(options.toString())
          .contains("headers")
          .doesNotContain("header-value-6")
          .doesNotContain("cookie-value-8");
      String seen = seen(() -> MediaInput.open(url, options).close());
      assertThat(seen)
          .contains("GET /x.flv")
          .doesNotContain("pass%20w0rd")
          .doesNotContain("pass w0rd")
          .doesNotContain("dmlld2VyOnBhc3MgdzByZA")
          .doesNotContain("query-token-5")
          .doesNotContain("header-value-6")
          .doesNotContain("bearer-7")
          .doesNotContain("cookie-value-8");
    }
  }

  @Test
  void ofSrtAndOptions() throws Exception {
    String url =
        "srt://127.0.0.1:1?mode=caller&streamid=srt-stream-9&passphrase=srt-pass-phrase-10";
    OutputOptions options = OUT.withFormat("mpegts").withOption("passphrase", "srt-pass-phrase-11");
    assertThat(options.toString()).doesNotContain("srt-pass-phrase-11");
    String seen = seen(() -> MediaOutput.create(url, options).close());
    assertThat(seen)
        .doesNotContain("srt-stream-9")
        .doesNotContain("srt-pass-phrase-10")
        .doesNotContain("srt-pass-phrase-11");
  }

  @Test
  void ofAnUnknownOptionAndAnUnknownName() throws Exception {
    InputOptions options = IN.withOption("no_such_password_option", "option-value-12");
    Throwable thrown =
        catchThrowable(() -> MediaInput.open(TestMedia.clip("beep_aac.m4a"), options).close());
    assertThat(thrown)
        .hasMessageContaining("no_such_password_option")
        .hasMessageNotContaining("option-value-12");
  }

  /** Answers the handshake and then refuses, so that FFmpeg logs what it logs while it connects. */
  private static final class RtmpStub implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    RtmpStub() throws IOException {
      Thread thread = new Thread(this::serve, "rtmp-stub");
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return server.getLocalPort();
    }

    private void serve() {
      try (Socket socket = server.accept()) {
        byte[] c0c1 = socket.getInputStream().readNBytes(1537);
        byte[] answer = new byte[1 + 1536 + 1536];
        answer[0] = 3;
        // An old server's: version 0, the client's own bytes back.
        System.arraycopy(c0c1, 1, answer, 1 + 1536, 1536);
        socket.getOutputStream().write(answer);
        socket.getOutputStream().flush();
        socket.getInputStream().readNBytes(1536);
        Thread.sleep(200);
      } catch (IOException | InterruptedException e) {
        // The client is gone.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
