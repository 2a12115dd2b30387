package io.av4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaIoException;
import io.av4j.MediaTimeoutException;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.OutputOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real server does what the tests of pushes count on. */
@Timeout(60)
class NginxRtmpTest {
  private static final Path CLIP = TestMedia.clip("flash_vfr_360p.mp4");
  private static final OutputOptions SOON =
      OutputOptions.DEFAULT.withOpenTimeout(Duration.ofMillis(500));

  @TempDir private Path folder;
  private NginxRtmp nginx;

  @BeforeEach
  void start() throws Exception {
    nginx = NginxRtmp.start(folder, Duration.ZERO);
  }

  @AfterEach
  void stop() {
    if (nginx != null) {
      nginx.close();
    }
  }

  private void push() {
    ClipPush.push(CLIP, nginx.url("s"), OutputOptions.DEFAULT);
  }

  @Test
  void isKilledAndRestarted() throws Exception {
    for (int i = 0; i < 3; i++) {
      push();
      nginx.kill();
      assertThatThrownBy(this::push)
          .isInstanceOf(MediaIoException.class)
          .hasMessageContaining("Connection refused");
      nginx.restart();
    }
    push();
  }

  @Test
  void isFrozenAndThawed() {
    nginx.freeze();
    assertThatThrownBy(() -> ClipPush.push(CLIP, nginx.url("s"), SOON))
        .isInstanceOf(MediaTimeoutException.class);
    nginx.thaw();
    push();
  }

  @Test
  void tellsAndDropsPublishers() {
    assertThat(nginx.publishers()).isEmpty();
    try (MediaInput input = MediaInput.open(CLIP);
        MediaOutput output = MediaOutput.create(nginx.url("s"))) {
      output.addCopy(input.bestVideo());
      output.start();
      nginx.awaitPublisher("s");
      assertThat(nginx.publishers()).containsOnlyKeys("s");
      assertThatThrownBy(this::push)
          .isInstanceOf(MediaIoException.class)
          .hasMessageContaining("NetStream.Publish.BadName: Already publishing");

      nginx.dropPublisher("s");
      Await.until(() -> nginx.publishers().isEmpty(), () -> "still " + nginx.publishers());
      push();
      output.cancel();
    }
  }

  @Test
  void dropsWhoeverSendsNothing() throws Exception {
    nginx.close();
    nginx = NginxRtmp.start(folder, Duration.ofSeconds(1));
    try (MediaInput input = MediaInput.open(CLIP);
        MediaOutput output = MediaOutput.create(nginx.url("s"))) {
      output.addCopy(input.bestVideo());
      output.start();
      nginx.awaitPublisher("s");
      Await.until(() -> nginx.publishers().isEmpty(), () -> "still " + nginx.publishers());
      output.cancel();
    }
  }
}
