package io.av4j.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.CancelToken;
import io.av4j.MediaIoException;
import io.av4j.MediaTimeoutException;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.OutputOptions;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.LoopbackPort;
import io.av4j.testing.NginxRtmp;
import io.av4j.testing.RtmpPhase;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.TestMedia;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publisher and player, each as the other's oracle, with a server of others between them. */
@Timeout(60)
class RtmpOverNginxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int VIDEO = 9;
  private static final OutputOptions FLV =
      OutputOptions.DEFAULT.withFormat("flv").withOption("flvflags", "no_duration_filesize");

  @TempDir Path folder;

  private static RtmpOptions options(@Nullable CancelToken token) {
    return new RtmpOptions(
        PATIENCE, PATIENCE, 0, RtmpOptions.FLASH_VERSION, List.of(), TlsTrust.DEFAULT, token);
  }

  private record Sent(int type, long timestamp, List<Byte> body) {
    static Sent of(int type, long timestamp, ByteBuffer body) {
      List<Byte> all = new ArrayList<>();
      ByteBuffer copy = body.duplicate();
      while (copy.hasRemaining()) {
        all.add(copy.get());
      }
      return new Sent(type, timestamp, all);
    }
  }

  @Test
  void whatIsPublishedIsPlayed() throws Exception {
    try (NginxRtmp nginx = NginxRtmp.start(folder)) {
      RtmpUrl url = RtmpUrl.of(nginx.url("own"));
      List<Sent> sent = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        // A keyframe every 50 pictures; one is larger than all chunks.
        byte[] body = new byte[i == 100 ? 300_000 : 10 + i];
        body[0] = (byte) (i % 50 == 0 ? 0x17 : 0x27);
        body[1] = 1;
        body[9] = (byte) i;
        sent.add(Sent.of(VIDEO, 0x00FFFF00L + 40L * i, ByteBuffer.wrap(body)));
      }
      try (RtmpPublisher publisher = RtmpPublisher.connect(url, options(null))) {
        nginx.awaitPublisher("own");
        try (RtmpPlayer player = RtmpPlayer.connect(url, options(null))) {
          nginx.awaitPlayer("own");
          List<Sent> got = new ArrayList<>();
          for (Sent one : sent) {
            ByteBuffer body = ByteBuffer.allocate(one.body().size());
            one.body().forEach(body::put);
            publisher.write(one.type(), one.timestamp(), body.flip());
            publisher.flush();
            // One at a time: a server leaves out what a player does not take as it comes.
            RtmpPlayer.Tag tag;
            do {
              tag = player.read(PATIENCE);
            } while (tag.type() != VIDEO);
            got.add(Sent.of(tag.type(), tag.timestamp(), tag.body()));
          }
          publisher.finish();
          assertThat(player.read(PATIENCE)).isNull();
          // The server gives its own zero to the times.
          long zero = got.get(0).timestamp() - sent.get(0).timestamp();
          assertThat(got.stream().map(Sent::body))
              .isEqualTo(sent.stream().map(Sent::body).toList());
          assertThat(got.stream().map(one -> one.timestamp() - zero).toList())
              .isEqualTo(sent.stream().map(Sent::timestamp).toList());
        }
      }
    }
  }

  /** FFmpeg's own server, whose commands are odd, and which says nothing at a publisher's end. */
  @Test
  void ffmpegsServerTakesWhatIsPublished() throws Exception {
    String url = "rtmp://127.0.0.1:" + LoopbackPort.free() + "/live/own";
    CompletableFuture<Long> pictures =
        CompletableFuture.supplyAsync(
            () -> {
              InputOptions listening = InputOptions.DEFAULT.withOption("listen", "1");
              try (MediaInput server = MediaInput.open(url, listening)) {
                long[] count = new long[1];
                try {
                  server.pump(server.bestVideo().to(packet -> count[0]++));
                } catch (MediaIoException e) {
                  // It calls each end a failure.
                }
                return count[0];
              }
            });
    RtmpPublisher publisher = connectPatiently(RtmpUrl.of(url));
    try (publisher;
        MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
        MediaOutput output = MediaOutput.create(publisher.flv(), FLV)) {
      input.pump(input.bestVideo().to(output.addCopy(input.bestVideo())));
      output.finish();
      publisher.finish();
    }
    assertThat(pictures.get(20, TimeUnit.SECONDS)).isEqualTo(150);
  }

  /** The server begins to listen when it likes. */
  private static RtmpPublisher connectPatiently(RtmpUrl url) {
    RtmpPublisher[] made = new RtmpPublisher[1];
    Await.until(
        () -> {
          try {
            made[0] = RtmpPublisher.connect(url, options(null));
            return true;
          } catch (MediaIoException e) {
            return false;
          }
        },
        () -> "nobody listens");
    return made[0];
  }

  @Test
  void aStreamThatIsTakenIsRefused() throws Exception {
    try (NginxRtmp nginx = NginxRtmp.start(folder);
        RtmpPublisher first =
            RtmpPublisher.connect(RtmpUrl.of(nginx.url("taken")), options(null))) {
      assertThatThrownBy(() -> RtmpPublisher.connect(RtmpUrl.of(nginx.url("taken")), options(null)))
          .isInstanceOfSatisfying(
              RtmpRefusedException.class,
              e -> assertThat(e.code()).isEqualTo("NetStream.Publish.BadName"))
          .hasMessageNotContaining("taken");
      assertThat(first.bytesWritten()).isPositive();
    }
  }

  /** As Akamai's and Limelight's servers and Adobe's own ask. */
  @Test
  void aServerThatWantsAPasswordGetsAnAnswerAndNotThePassword() throws Exception {
    String reject = "[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ";
    try (FakeRtmpServer server =
        FakeRtmpServer.start(
            RtmpScript.rejectConnect(reject),
            RtmpScript.rejectConnect(
                reject + "?reason=needauth&user=us&salt=s1&challenge=c1&opaque=o1"),
            RtmpScript.take())) {
      RtmpUrl url = RtmpUrl.of("rtmp://us:secretpw@127.0.0.1:" + server.port() + "/app/key");
      try (RtmpPublisher publisher = RtmpPublisher.connect(url, options(null))) {
        assertThat(server.sessions()).hasSize(3);
        assertThat(server.awaitSession(1).app()).isEqualTo("app?authmod=adobe&user=us");
        assertThat(server.awaitSession(2).app())
            .startsWith("app?authmod=adobe&user=us&challenge=")
            .contains("&response=")
            .doesNotContain("secretpw");
        assertThat(server.awaitSession(2).streamName()).isEqualTo("key");
        publisher.finish();
      }
      server.play(RtmpScript.rejectConnect("[ authmod=adobe ] : ?reason=authfailed&opaque=o1"));
      assertThatThrownBy(() -> RtmpPublisher.connect(url, options(null)))
          .isInstanceOf(RtmpRefusedException.class)
          .hasMessageNotContaining("secretpw");
    }
  }

  @Test
  void aServerThatSendsTheClientElsewhereIsObeyed() throws Exception {
    try (FakeRtmpServer there = FakeRtmpServer.start(RtmpScript.take());
        FakeRtmpServer here =
            FakeRtmpServer.start(
                RtmpScript.redirect("rtmp://127.0.0.1:" + there.port() + "/other"))) {
      try (RtmpPublisher publisher =
          RtmpPublisher.connect(RtmpUrl.of(here.url("key")), options(null))) {
        assertThat(there.awaitSession(0).app()).isEqualTo("other");
        assertThat(there.awaitSession(0).streamName()).isEqualTo("key");
        publisher.finish();
      }
      // Round and round is a refusal, too.
      there.play(RtmpScript.redirect(here.url("x")));
      assertThatThrownBy(() -> RtmpPublisher.connect(RtmpUrl.of(here.url("key")), options(null)))
          .isInstanceOf(RtmpRefusedException.class);
    }
  }

  @Test
  void aCancelAndAnInterruptEndAWait() throws Exception {
    try (FakeRtmpServer mute = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.CONNECT))) {
      RtmpUrl url = RtmpUrl.of(mute.url("x"));
      CancelToken token = new CancelToken();
      Thread canceller = new Thread(token::cancel);
      CompletableFuture<Throwable> thrown =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  RtmpPublisher.connect(url, options(token)).close();
                  return new AssertionError("connected");
                } catch (RuntimeException e) {
                  return e;
                }
              });
      mute.awaitSession(0);
      canceller.start();
      assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> RtmpPublisher.connect(url, options(null)))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aDeadlineEndsAWait() throws Exception {
    try (FakeRtmpServer mute = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.CONNECT))) {
      RtmpOptions hasty =
          new RtmpOptions(
              Duration.ofMillis(300), PATIENCE, 0, "", List.of(), TlsTrust.DEFAULT, null);
      assertThatThrownBy(() -> RtmpPublisher.connect(RtmpUrl.of(mute.url("x")), hasty))
          .isInstanceOf(MediaTimeoutException.class);
    }
    assertThatThrownBy(
            () -> RtmpPlayer.connect(RtmpUrl.of("rtmp://127.0.0.1:1/a/b"), options(null)))
        .isInstanceOf(MediaIoException.class)
        .hasMessageContaining("ECONNREFUSED");
  }
}
