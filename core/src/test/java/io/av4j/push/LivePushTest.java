package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushSnapshot;
import io.av4j.push.status.PushState;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.FaultProxy;
import io.av4j.testing.MediaMessage;
import io.av4j.testing.RtmpPhase;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.RtmpSession;
import io.av4j.testing.SilentServer;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LivePushTest {
  private static final Path CLIP = TestMedia.clip("flash_vfr_360p.mp4");

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  private static VideoEncoding small() {
    return VideoEncoding.x264(320, 180, 300_000)
        .withOption("preset", "ultrafast")
        .withOption("tune", "zerolatency");
  }

  private static List<MediaMessage> pictures(RtmpSession session) {
    return session.media().stream()
        .filter(m -> m.kind() == MediaMessage.Kind.VIDEO)
        .filter(m -> m.role() == MediaMessage.Role.KEY_FRAME || m.role() == MediaMessage.Role.FRAME)
        .toList();
  }

  private static List<Double> times(Path file) {
    List<Double> all = new ArrayList<>();
    try (MediaInput input = MediaInput.open(file);
        FrameReader<VideoFrame> frames = input.videoFrames()) {
      for (VideoFrame frame : frames) {
        all.add(frame.pts().toSeconds());
      }
    }
    return all;
  }

  @Test
  void oneProgrammeGoesToSeveralRenditionsAndDestinations() throws Exception {
    Path record = folder.resolve("record.flv");
    List<PushEvent> events = Collections.synchronizedList(new ArrayList<>());
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push =
            LivePush.start(
                PushPlan.of(CLIP)
                    .name("several")
                    .rendition(
                        "small",
                        small(),
                        Destination.of("a", server.url("a")),
                        Destination.of("record", record.toString()))
                    .copy(Destination.of("b", server.url("b")))
                    .build(),
                events::add)) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      assertThat(push.awaitEnd(Duration.ofSeconds(20))).isTrue();
      assertThat(push.state()).isEqualTo(PushState.STOPPED);
      System.out.println(push.snapshot());
      int source = times(CLIP).size();
      for (int i = 0; i < 2; i++) {
        RtmpSession session = server.awaitSession(i).awaitEnd();
        List<MediaMessage> pictures = pictures(session);
        System.out.println(session.streamName() + ": " + pictures.size() + " of " + source);
        assertThat(pictures.size()).isGreaterThan(source * 8 / 10);
        assertThat(pictures.get(0).role()).isEqualTo(MediaMessage.Role.KEY_FRAME);
        assertThat(pictures).extracting(MediaMessage::timestamp).isSorted();
        assertThat(pictures.get(0).timestamp()).isLessThan(100);
        assertThat(session.commands()).contains("FCUnpublish", "deleteStream");
      }
      assertThat(times(record)).isSorted().hasSizeGreaterThan(source * 8 / 10);
    }
    assertThat(events).extracting(event -> event.stamp().sequence()).isSorted();
    assertThat(events)
        .filteredOn(PushEvent.DestinationChanged.class::isInstance)
        .extracting(PushEvent::text)
        .contains("a: CONNECTING -> LIVE", "b: CONNECTING -> LIVE", "record: CONNECTING -> LIVE");
  }

  @Test
  void roundsAndOtherSourcesFollowWithoutAGap() {
    Path record = folder.resolve("rounds.mkv");
    try (LivePush push =
        LivePush.start(
            PushPlan.of(
                    PushSource.of(TestMedia.clip("video_only_360p.mp4")),
                    PushSource.of(TestMedia.clip("flash_baseline.flv")))
                .name("rounds")
                .rendition("r", small(), Destination.of("record", record.toString()))
                .build())) {
      assertThat(push.awaitEnd(Duration.ofSeconds(40))).isTrue();
      assertThat(push.snapshot().sourcesOpened()).isEqualTo(2);
      assertThat(push.snapshot().fillers()).isZero();
    }
    List<Double> got = times(record);
    assertThat(got).isSorted();
    for (int i = 1; i < got.size(); i++) {
      assertThat(got.get(i) - got.get(i - 1)).isLessThan(0.3);
    }
  }

  @Test
  void aCopyThatIsLoopedKeepsItsConnection() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push =
            LivePush.start(
                PushPlan.of(TestMedia.clip("video_only_360p.mp4"))
                    .name("loop")
                    .rounds(2)
                    .copy(Destination.of("a", server.url("a")))
                    .build())) {
      assertThat(push.awaitEnd(Duration.ofSeconds(25))).isTrue();
      assertThat(push.snapshot().sourcesOpened()).isEqualTo(2);
      assertThat(push.snapshot().destination("a").attempts()).isEqualTo(1);
      assertThat(pictures(server.awaitSession(0).awaitEnd())).hasSize(240);
    }
  }

  @Test
  void picturesDrawnByTheProgramArePushedWithSilence() {
    VideoFormat format =
        VideoFormat.of(320, 180, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));
    Path record = folder.resolve("drawn.flv");
    try (LivePush push =
        LivePush.start(
            PushPlan.of(
                    new PushSource.Drawn(
                        format,
                        (frame, index) -> {
                          byte[] grey = new byte[frame.packedSize()];
                          Arrays.fill(grey, (byte) (index * 5 + 16));
                          frame.copyFrom(grey);
                          return index < 40;
                        }))
                .name("drawn")
                .rendition("r", small(), Destination.of("record", record.toString()))
                .build())) {
      assertThat(push.awaitEnd(Duration.ofSeconds(20))).isTrue();
    }
    assertThat(times(record)).hasSize(40);
    try (MediaInput input = MediaInput.open(record)) {
      assertThat(input.bestAudio().codec()).isEqualTo("aac");
    }
  }

  @Test
  void aSwitchIsWithoutAGapAndASilentSourceIsFilled() throws Exception {
    Path record = folder.resolve("switch.mkv");
    try (LivePush push =
        LivePush.start(
            PushPlan.of(CLIP)
                .name("switch")
                .rounds(0)
                .rendition("r", small(), Destination.of("record", record.toString()))
                .build())) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      Await.until(
          () -> push.snapshot().destination("record").frames() > 20,
          () -> push.snapshot().toString());
      push.switchTo(PushSource.of(TestMedia.clip("video_only_360p.mp4")));
      assertThat(push.awaitEnd(Duration.ofSeconds(30))).isTrue();
      assertThat(push.snapshot().sourcesOpened()).isEqualTo(2);
    }
    List<Double> got = times(record);
    for (int i = 1; i < got.size(); i++) {
      assertThat(got.get(i) - got.get(i - 1)).isBetween(0.0, 0.5);
    }
  }

  @Test
  void aSourceThatStallsIsFilledAndOpenedAgain() throws Exception {
    // A server that plays a part and then says nothing more.
    byte[] part = Files.readAllBytes(TestMedia.clip("flash_baseline.flv"));
    try (SilentServer source = SilentServer.http(Arrays.copyOf(part, part.length / 2));
        FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push =
            LivePush.start(
                PushPlan.of("http://127.0.0.1:" + source.port() + "/live.flv")
                    .name("stall")
                    .rendition("r", small(), Destination.of("a", server.url("a")))
                    .build())) {
      assertThat(push.awaitLive(Duration.ofSeconds(15))).isTrue();
      Await.until(
          Duration.ofSeconds(20),
          () -> push.snapshot().fillers() > 5 && push.snapshot().sourcesOpened() > 1,
          () -> push.snapshot().toString());
      // One connection all the time.
      assertThat(push.snapshot().destination("a").attempts()).isEqualTo(1);
      assertThat(push.snapshot().destination("a").state().isLive()).isTrue();
      List<MediaMessage> media = pictures(server.awaitSession(0));
      assertThat(media).extracting(MediaMessage::timestamp).isSorted();
    }
  }

  @Test
  void bitRateAndEncodingChangeWhileRunning() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push =
            LivePush.start(
                PushPlan.of(CLIP)
                    .name("change")
                    .rounds(0)
                    .rendition("r", small(), Destination.of("a", server.url("a")))
                    .build())) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      push.changeBitRate("r", 150_000);
      assertThat(push.snapshot().renditions().get(0).targetBitsPerSecond()).hasValue(150_000);
      push.changeEncoding("r", VideoEncoding.x264(160, 90, 100_000));
      RtmpSession second = server.awaitSession(1);
      second.awaitMedia(30);
      assertThat(second.metadata().get("width")).isEqualTo(160.0);
      assertThat(server.sessions().get(0).awaitEnd().commands()).contains("deleteStream");
      assertThat(push.snapshot().destination("a").lastFault()).isNull();
    }
  }

  /** What one destination suffers, the others do not notice. */
  @Tag("soak")
  @Timeout(120)
  @Test
  void oneBadDestinationDisturbsNoOther() throws Exception {
    int seconds = Soak.times(6, 60);
    try (FakeRtmpServer good = FakeRtmpServer.start(RtmpScript.take());
        FakeRtmpServer stuck = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.KEY_FRAME));
        FakeRtmpServer far = FakeRtmpServer.start(RtmpScript.take());
        FaultProxy narrow = FaultProxy.to(far.port());
        LivePush push =
            LivePush.start(
                PushPlan.of(CLIP)
                    .name("isolation")
                    .rounds(0)
                    .rendition(
                        "r",
                        small(),
                        Destination.of("good", good.url("a")),
                        Destination.of("frozen", stuck.url("b")),
                        Destination.of("dead", "rtmp://127.0.0.1:1/live/c"),
                        Destination.of("slow", narrow.url("app/d")))
                    .build())) {
      // A small part of what it is sent.
      narrow.bandwidth(60_000);
      Await.until(
          () ->
              push.snapshot().destinations().size() == 4
                  && push.snapshot().destination("good").state().isLive()
                  && push.snapshot().destination("good").frames() > 25,
          () -> push.snapshot().toString());
      long encodedBefore = push.snapshot().renditions().get(0).framesEncoded();
      long sentBefore = push.snapshot().destination("good").frames();
      List<Long> queued = new ArrayList<>();
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      while (System.nanoTime() < end) {
        queued.add(push.snapshot().destination("good").queued().toMillis());
        assertThat(push.awaitEnd(Duration.ofMillis(20))).isFalse();
      }
      DestinationSnapshot goodNow = push.snapshot().destination("good");
      long encoded = push.snapshot().renditions().get(0).framesEncoded() - encodedBefore;
      long sent = goodNow.frames() - sentBefore;
      Collections.sort(queued);
      long p99 = queued.get((int) Math.ceil(queued.size() * 0.99) - 1);
      PushSnapshot now = push.snapshot();
      System.out.printf(
          Locale.ROOT,
          "beside a dead, a frozen and a slow one for %d s: sent %d of %d (%.2f %%), queue p99 %d"
              + " ms; attempts %s, dropped pictures %s%n",
          seconds,
          sent,
          encoded,
          100.0 * sent / encoded,
          p99,
          now.destinations().stream().map(DestinationSnapshot::attempts).toList(),
          now.destinations().stream().map(DestinationSnapshot::droppedFrames).toList());
      assertThat(sent).isGreaterThanOrEqualTo(encoded * 99 / 100 - 2);
      assertThat(p99).isLessThan(300);
      assertThat(goodNow.attempts()).isEqualTo(1);
      assertThat(push.snapshot().destination("dead").state())
          .isEqualTo(DestinationState.RECONNECTING);
      assertThat(now.destination("frozen").lastFault()).isNotNull();
      assertThat(now.destination("slow").droppedFrames()).isPositive();
    }
  }
}
