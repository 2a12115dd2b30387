package io.av4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.av4j.MediaException;
import io.av4j.MediaIoException;
import io.av4j.MediaTimeoutException;
import io.av4j.container.OutputOptions;
import io.av4j.container.TrackStatistics;
import io.av4j.rtmp.RtmpRefusedException;
import io.av4j.testing.MediaMessage.Kind;
import io.av4j.testing.MediaMessage.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each script does to a real push, and what av4j says of it. */
@Timeout(60)
class FakeRtmpServerTest {
  private static final Path CLIP = TestMedia.clip("flash_vfr_360p.mp4");
  private static final Duration SOON = Duration.ofMillis(300);
  private static final OutputOptions OPTIONS =
      OutputOptions.DEFAULT.withOption("send_buffer_size", "16384");

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 4096, 16 * 1024 * 1024})
  void takesAllInChunksOfAnySize(int chunkSize) throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take().withChunkSize(chunkSize))) {
      List<TrackStatistics> sent = ClipPush.push(CLIP, server.url("key"), OPTIONS);

      RtmpSession session = server.awaitSession(0).awaitEnd();
      assertThat(session.commands())
          .containsExactly(
              "connect",
              "releaseStream",
              "FCPublish",
              "createStream",
              "publish",
              "FCUnpublish",
              "deleteStream");
      assertThat(session.app()).isEqualTo("app");
      assertThat(session.streamName()).isEqualTo("key");
      assertThat(session.metadata()).containsEntry("width", 640.0).containsKey("audiocodecid");
      assertThat(session.media(Kind.VIDEO, Role.HEADER)).hasSize(1);
      assertThat(session.media(Kind.AUDIO, Role.HEADER)).hasSize(1);
      int keys = session.media(Kind.VIDEO, Role.KEY_FRAME).size();
      int others = session.media(Kind.VIDEO, Role.FRAME).size();
      assertThat(keys).isPositive();
      assertThat(keys + others).isEqualTo((int) sent.get(0).packets());
      assertThat(session.media(Kind.AUDIO, Role.FRAME)).hasSize((int) sent.get(1).packets());
      assertThat(session.media())
          .filteredOn(message -> message.role() != Role.END)
          .extracting(MediaMessage::timestamp)
          .isSorted();
      assertThat(session.media()).extracting(MediaMessage::codec).containsOnly("avc1", "aac");
      assertThat(session.bytes())
          .isGreaterThan(session.media().stream().mapToLong(MediaMessage::size).sum());
    }
  }

  @Test
  void knowsEnhancedCodecs() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take())) {
      List<TrackStatistics> sent =
          ClipPush.push(TestMedia.clip("flash_hevc10_720p.mp4"), server.url("key"), OPTIONS);

      RtmpSession session = server.awaitSession(0).awaitEnd();
      assertThat(session.media(Kind.VIDEO, Role.HEADER))
          .extracting(MediaMessage::codec)
          .containsExactly("hvc1");
      assertThat(
              session.media(Kind.VIDEO, Role.KEY_FRAME).size()
                  + session.media(Kind.VIDEO, Role.FRAME).size())
          .isEqualTo((int) sent.get(0).packets());
    }
  }

  private static MediaException failure(RtmpScript script) throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(script)) {
      MediaException e =
          catchThrowableOfType(
              MediaException.class, () -> ClipPush.push(CLIP, server.url("key"), OPTIONS));
      assertThat(e)
          .isInstanceOf(MediaIoException.class)
          .isNotInstanceOf(MediaTimeoutException.class);
      server.awaitSession(0).awaitEnd();
      return e;
    }
  }

  private static void requireRefusal(RtmpScript script, String code, String description)
      throws Exception {
    assertThat(failure(script))
        .isInstanceOfSatisfying(
            RtmpRefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.description()).isEqualTo(description);
              assertThat(e).hasMessageContaining(code).hasMessageContaining(description);
            });
  }

  @Test
  void rejectsTheConnection() throws Exception {
    requireRefusal(
        RtmpScript.rejectConnect("token expired"),
        "NetConnection.Connect.Rejected",
        "token expired");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NetStream.Publish.BadName",
        "NetStream.Publish.Denied",
        "NetStream.Publish.Unauthorized"
      })
  void refusesToPublish(String code) throws Exception {
    requireRefusal(RtmpScript.refusePublish(code, "a text"), code, "a text");
    requireRefusal(RtmpScript.refusePublish(code, ""), code, "");
  }

  @Test
  void refusesInTheMidstOfMedia() throws Exception {
    requireRefusal(
        RtmpScript.refuse(RtmpPhase.KEY_FRAME, "NetStream.Failed", "not any more"),
        "NetStream.Failed",
        "not any more");
  }

  @ParameterizedTest
  @EnumSource
  void resetsAtEachPhase(RtmpPhase phase) throws Exception {
    assertThat(failure(RtmpScript.resetAt(phase)).failure()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void closesAtEachPhase(RtmpPhase phase) throws Exception {
    assertThat(failure(RtmpScript.closeAt(phase)).failure()).isNotNull();
  }

  private static boolean isOpening(RtmpPhase phase) {
    return phase.compareTo(RtmpPhase.HEADERS) < 0;
  }

  @ParameterizedTest
  @EnumSource
  void fallsSilentAtEachPhase(RtmpPhase phase) throws Exception {
    OutputOptions options =
        isOpening(phase) ? OPTIONS.withOpenTimeout(SOON) : OPTIONS.withWriteTimeout(SOON);
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.silentAt(phase))) {
      MediaException e =
          catchThrowableOfType(
              MediaException.class, () -> ClipPush.push(CLIP, server.url("key"), options));
      assertThat(e)
          .isInstanceOf(MediaTimeoutException.class)
          .hasMessageContaining(isOpening(phase) ? "while opening" : "while writing");
      RtmpSession session = server.awaitSession(0);
      assertThat(session.isOver()).isFalse();
      server.dropAll();
      assertThat(session.isOver()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void talksGarbageAtEachPhase(RtmpPhase phase) throws Exception {
    OutputOptions options = OPTIONS.withOpenTimeout(SOON).withWriteTimeout(SOON);
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.garbageAt(phase))) {
      MediaException e =
          catchThrowableOfType(
              MediaException.class, () -> ClipPush.push(CLIP, server.url("key"), options));
      assertThat(e).isInstanceOf(MediaIoException.class);
      server.awaitSession(0).awaitEnd();
    }
  }

  @Test
  void playsItsScriptsInTurn() throws Exception {
    RtmpScript refusing = RtmpScript.rejectConnect("no");
    try (FakeRtmpServer server = FakeRtmpServer.start(refusing, RtmpScript.take())) {
      assertThat(reached(server)).isFalse();
      assertThat(reached(server)).isTrue();
      assertThat(reached(server)).isTrue();
      server.play(refusing);
      assertThat(reached(server)).isFalse();
      assertThat(server.sessions()).hasSize(4);
    }
  }

  private static boolean reached(FakeRtmpServer server) {
    try {
      ClipPush.push(CLIP, server.url("key"), OPTIONS);
      return true;
    } catch (MediaException e) {
      return false;
    }
  }

  @Test
  void leavesNoThread() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.ACCEPT))) {
      assertThat(
              catchThrowableOfType(
                  MediaTimeoutException.class,
                  () -> ClipPush.push(CLIP, server.url("key"), OPTIONS.withOpenTimeout(SOON))))
          .isNotNull();
      server.awaitSession(0);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("fake-rtmp"));
  }
}
