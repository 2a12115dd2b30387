package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.status.PushState;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a push tells that it went wrong. */
@Timeout(30)
class PushFailureTest {
  @TempDir Path folder;

  @Test
  void anErrorOfADrawingIsThePushsFailure() {
    PushSource broken =
        new PushSource.Drawn(
            Drawings.TINY,
            (frame, index) -> {
              if (index == 5) {
                throw new AssertionError("this drawing has a bug");
              }
              return Drawings.grey(frame, index);
            });
    try (LivePush push =
        LivePush.start(
            PushPlan.of(broken)
                .name("error")
                .rendition(
                    "r",
                    Drawings.quick(),
                    Destination.of("record", folder.resolve("record.flv").toString()))
                .build())) {
      assertThatThrownBy(() -> push.awaitEnd(Duration.ofSeconds(10)))
          .hasStackTraceContaining("this drawing has a bug");
      assertThat(push.state()).isEqualTo(PushState.FAILED);
    }
  }
}
