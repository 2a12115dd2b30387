package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.av4j.MediaException;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.FaultClass;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushState;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.TestMedia;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** NVENC where there is none: another encoder in its place if wanted, and why. */
@Timeout(60)
class EncoderFallbackTest {
  private static final VideoEncoding NVENC = VideoEncoding.nvenc(640, 360, 800_000);

  private static Optional<String> whyNoNvenc() {
    try {
      Encoder.openVideo(NVENC.settings(), HeaderPlacement.GLOBAL).close();
      return Optional.empty();
    } catch (MediaException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Test
  void anotherEncoderTakesItsPlaceAndTheReasonIsTold() throws Exception {
    assumeTrue(whyNoNvenc().isPresent(), "NVENC works here");
    List<PushEvent> log = new CopyOnWriteArrayList<>();
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push =
            LivePush.start(
                plan(server, NVENC.withFallback(VideoEncoding.x264(640, 360, 800_000))),
                log::add)) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      assertThat(push.snapshot().renditions().get(0).encoder()).isEqualTo("libx264");
      push.stop();
    }
    PushEvent.EncoderReplaced told =
        log.stream()
            .filter(PushEvent.EncoderReplaced.class::isInstance)
            .map(PushEvent.EncoderReplaced.class::cast)
            .findFirst()
            .orElseThrow();
    System.out.println(told);
    assertThat(told.rendition()).isEqualTo("r");
    assertThat(told.text()).startsWith("r: h264_nvenc does not open, libx264 in its place (");
    // In FFmpeg's own words.
    assertThat(told.fault()).isNotNull();
    assertThat(told.fault().kind()).isEqualTo(FaultClass.FATAL);
    assertThat(told.fault().text()).containsIgnoringCase("libcuda");
  }

  @Test
  void withoutAnotherThePushFails() throws Exception {
    assumeTrue(whyNoNvenc().isPresent(), "NVENC works here");
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push = LivePush.start(plan(server, NVENC))) {
      assertThatThrownBy(() -> push.awaitEnd(Duration.ofSeconds(10)))
          .isInstanceOf(MediaException.class)
          .hasMessageContaining("h264_nvenc");
      assertThat(push.state()).isEqualTo(PushState.FAILED);
    }
  }

  private static PushPlan plan(FakeRtmpServer server, VideoEncoding encoding) {
    return PushPlan.of(TestMedia.clip("flash_720p.ts"))
        .name("nvenc")
        .rendition("r", encoding, Destination.of("there", server.url("app/key")))
        .build();
  }
}
