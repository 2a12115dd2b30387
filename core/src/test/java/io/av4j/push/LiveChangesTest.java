package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushChange;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.Rendition;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.ChangeOutcome;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.MediaMessage;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.RtmpSession;
import io.av4j.testing.TestMedia;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is changed in a running push, while two destinations that it is not about get every frame.
 */
class LiveChangesTest {
  private static final Duration SOON = Duration.ofSeconds(15);

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  private static VideoEncoding small(int width, int height) {
    return VideoEncoding.x264(width, height, 300_000)
        .withOption("preset", "ultrafast")
        .withOption("tune", "zerolatency");
  }

  private static LivePush start(FakeRtmpServer server) {
    LivePush push =
        LivePush.start(
            PushPlan.of(TestMedia.clip("flash_vfr_360p.mp4"))
                .name("changes")
                .rounds(0)
                .rendition(
                    "r",
                    small(320, 180),
                    Destination.of("a", server.url("a")),
                    Destination.of("b", server.url("b")))
                .build());
    assertThat(push.awaitLive(SOON)).isTrue();
    return push;
  }

  private static void awaitState(LivePush push, String destination, DestinationState state) {
    Await.until(
        SOON,
        () ->
            push.snapshot().destinations().stream()
                .anyMatch(one -> one.name().equals(destination) && one.state() == state),
        () -> push.snapshot().toString());
  }

  private static void awaitGone(LivePush push, String destination) {
    Await.until(
        SOON,
        () ->
            push.snapshot().destinations().stream()
                .noneMatch(one -> one.name().equals(destination)),
        () -> push.snapshot().toString());
  }

  /** The two got what was encoded, all of it, over one connection. */
  private static void requireUndisturbed(LivePush push, FakeRtmpServer server) throws Exception {
    push.stop();
    List<DestinationSnapshot> two =
        push.snapshot().destinations().stream()
            .filter(one -> one.name().equals("a") || one.name().equals("b"))
            .toList();
    assertThat(two).hasSize(2);
    for (DestinationSnapshot one : two) {
      assertThat(one.attempts()).as(one.name()).isEqualTo(1);
      assertThat(one.droppedFrames()).as(one.name()).isZero();
    }
    List<Long> first = times(server, "a");
    assertThat(first).isSorted().hasSizeGreaterThan(10).hasSize((int) two.get(0).frames());
    assertThat(times(server, "b")).isEqualTo(first);
  }

  private static List<Long> times(FakeRtmpServer server, String name) throws Exception {
    List<RtmpSession> sessions =
        server.sessions().stream().filter(one -> one.streamName().equals(name)).toList();
    assertThat(sessions).as("one connection of " + name).hasSize(1);
    return sessions.get(0).awaitEnd().media().stream()
        .filter(m -> m.kind() == MediaMessage.Kind.VIDEO)
        .filter(m -> m.role() == MediaMessage.Role.KEY_FRAME || m.role() == MediaMessage.Role.FRAME)
        .map(MediaMessage::timestamp)
        .map(Number::longValue)
        .toList();
  }

  @Test
  @Tag("soak")
  @Timeout(600)
  void aDestinationThatComesAndGoesDisturbsNoOther() throws Exception {
    int times = Soak.times(2, 50);
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push = start(server)) {
      for (int i = 0; i < times; i++) {
        Destination third = Destination.of("c", server.url("c" + i));
        assertThat(push.change(new PushChange.AddDestination("r", third)))
            .isEqualTo(ChangeOutcome.AT_ONCE);
        awaitState(push, "c", DestinationState.LIVE);
        push.change(new PushChange.DisableDestination("c"));
        awaitState(push, "c", DestinationState.DISABLED);
        push.change(new PushChange.EnableDestination("c"));
        awaitState(push, "c", DestinationState.LIVE);
        push.change(new PushChange.RemoveDestination("c"));
        awaitGone(push, "c");
      }
      assertThat(push.plan().renditions().get(0).destinations()).hasSize(2);
      requireUndisturbed(push, server);
    }
  }

  @Test
  @Timeout(120)
  void renditionsSourcesFiltersAndTheSlateChangeWithoutAReconnectOfOthers() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push = start(server)) {
      Rendition more = Rendition.of("s", small(160, 90), Destination.of("c", server.url("c")));
      assertThat(push.change(new PushChange.AddRendition(more))).isEqualTo(ChangeOutcome.AT_ONCE);
      awaitState(push, "c", DestinationState.LIVE);
      assertThat(push.change(new PushChange.ChangeFilter("r", "drawbox=color=red")))
          .isEqualTo(ChangeOutcome.AT_ONCE);
      assertThat(push.change(new PushChange.ChangeFilter(null, "hflip")))
          .isEqualTo(ChangeOutcome.AT_ONCE);
      PushSource.Media slate = PushSource.of(TestMedia.clip("video_only_360p.mp4"));
      assertThat(push.change(new PushChange.ChangeSlate(slate))).isEqualTo(ChangeOutcome.AT_ONCE);
      assertThat(push.changeEncoding("s", small(192, 108))).isEqualTo(ChangeOutcome.BY_RECONNECT);
      assertThat(push.switchTo(PushSource.of(TestMedia.clip("flash_baseline.flv"))))
          .isEqualTo(ChangeOutcome.AT_ONCE);
      Await.until(
          SOON,
          () ->
              push.snapshot().sourcesOpened() > 1
                  && push.snapshot().destination("c").reconnects() > 0,
          () -> push.snapshot().toString());
      assertThat(push.change(new PushChange.RemoveRendition("s"))).isEqualTo(ChangeOutcome.AT_ONCE);
      awaitGone(push, "c");
      requireUndisturbed(push, server);
    }
  }

  @Test
  @Timeout(60)
  void whatCannotBeIsRefusedWithTheReason() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push = start(server)) {
      assertThatThrownBy(() -> push.change(new PushChange.RemoveDestination("nobody")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nobody");
      assertThatThrownBy(() -> push.change(new PushChange.RemoveRendition("r")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("last rendition");
      assertThatThrownBy(() -> push.change(new PushChange.ChangeFilter("r", "no_such_filter")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no_such_filter");
      Destination twice = Destination.of("a", server.url("x"));
      assertThatThrownBy(() -> push.change(new PushChange.AddDestination("r", twice)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a");
      assertThatThrownBy(
              () -> push.change(new PushChange.ChangeSlate(PushSource.of("no/such/picture.png"))))
          .isInstanceOf(io.av4j.MediaException.class);
      requireUndisturbed(push, server);
      assertThatThrownBy(() -> push.changeBitRate("r", 100_000))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
