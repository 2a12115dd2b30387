package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaException;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushState;
import io.av4j.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a video encoder's failure does to the push. */
@Timeout(60)
class EncoderFailureTest {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @TempDir Path folder;

  private final List<PushEvent> events = new CopyOnWriteArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  private Destination record(String name) {
    return Destination.of(name, folder.resolve(name + ".mkv").toString());
  }

  /** Waits for the end, whatever it is. */
  private static void awaitEnd(LivePush push) {
    Await.until(PATIENCE, () -> push.state().isOver(), () -> push.snapshot().toString());
  }

  private boolean isTold(String rendition) {
    return events.stream()
        .anyMatch(
            event ->
                event instanceof PushEvent.EncoderFailed failed
                    && failed.rendition().equals(rendition));
  }

  @Test
  void aPushWhoseOnlyEncoderFailsHasFailed() {
    try (LivePush push =
        LivePush.start(
            PushPlan.of(Drawings.endless())
                .name("only")
                .rendition("r", Drawings.failing(), record("only"))
                .build(),
            events::add)) {
      awaitEnd(push);
      assertThat(push.state()).isEqualTo(PushState.FAILED);
      assertThatThrownBy(push::awaitEnd).isInstanceOf(MediaException.class);
      assertThat(push.snapshot().destination("only").frames()).isPositive();
    }
    Await.until(() -> isTold("r"), () -> "not told: " + events);
  }

  @Test
  void aPushGoesOnWithTheRenditionsThatAreLeft() {
    try (LivePush push =
        LivePush.start(
            PushPlan.of(Drawings.endless())
                .name("left")
                .rendition("bad", Drawings.failing(), record("bad"))
                .rendition("good", Drawings.quick(), record("good"))
                .build(),
            events::add)) {
      Await.until(
          () -> push.snapshot().renditions().get(0).failed(), () -> push.snapshot().toString());
      long before = push.snapshot().destination("good").frames();
      Await.until(
          () -> push.snapshot().destination("good").frames() > before + 20,
          () -> push.snapshot().toString());
      assertThat(push.state()).isEqualTo(PushState.RUNNING);
      push.stop();
      assertThat(push.state()).isEqualTo(PushState.STOPPED);
    }
    Await.until(() -> isTold("bad"), () -> "not told: " + events);
    assertThat(isTold("good")).isFalse();
  }

  @Test
  void anEncoderThatDoesNotOpenIsThePushsFailureAndNotTheSources() {
    try (LivePush push =
        LivePush.start(
            PushPlan.of(Drawings.frames(10), Drawings.frames(25))
                .name("second")
                .rendition("first", Drawings.quick(), record("first"))
                .rendition("second", Drawings.quick().withEncoder("no_such_encoder"), record("x"))
                .build(),
            events::add)) {
      awaitEnd(push);
      assertThat(push.state()).as("ended with %s", push.snapshot()).isEqualTo(PushState.FAILED);
      assertThatThrownBy(push::awaitEnd).hasMessageContaining("no_such_encoder");
      assertThat(push.snapshot().sourceFaults()).isZero();
    }
    Await.until(() -> isTold("second"), () -> "not told: " + events);
  }
}
