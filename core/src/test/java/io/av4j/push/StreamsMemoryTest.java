package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.FFmpeg;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.testing.Await;
import io.av4j.testing.TestMedia;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a push that runs for weeks keeps of the streams it has once sent. */
@Timeout(60)
class StreamsMemoryTest {
  private static final int CHANGES = 20;

  @TempDir Path folder;

  private static long open() {
    return FFmpeg.openNativeObjects().getOrDefault("AVCodecParameters", 0L);
  }

  @Test
  void streamsThatAreNoLongerSentAreForgotten() {
    PushSource[] two = {
      PushSource.of(TestMedia.clip("flash_720p.ts")),
      PushSource.of(TestMedia.clip("flash_vfr_360p.mp4"))
    };
    try (LivePush push =
        LivePush.start(
            PushPlan.of(two[0])
                .name("memory")
                .rounds(0)
                .copy(Destination.of("record", folder.resolve("record.mkv").toString()))
                .build())) {
      assertThat(push.awaitLive(Duration.ofSeconds(10))).isTrue();
      long before = open();
      for (int i = 1; i <= CHANGES; i++) {
        int attempts = push.snapshot().destination("record").attempts();
        push.switchTo(two[i % two.length]);
        // Connected anew, and something of the new streams sent.
        Await.until(
            () ->
                push.snapshot().destination("record").attempts() > attempts
                    && push.snapshot().destination("record").state().isLive(),
            () -> push.snapshot().toString());
      }
      long after = open();
      // The input's own, those being sent, and those of a connection that is about to end.
      assertThat(after - before)
          .as("AVCodecParameters open: %d after %d changes, %d before", after, CHANGES, before)
          .isLessThanOrEqualTo(6);
    }
  }
}
