package io.av4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaTimeoutException;
import io.av4j.container.OutputOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A push over a link that is cut, narrowed and mended. */
@Timeout(60)
class NetworkNamespaceTest {
  private static final Path CLIP = TestMedia.clip("flash_vfr_360p.mp4");
  private static final long NARROW = 1_000_000;

  @TempDir private Path folder;

  private int pushes;

  /** Each to a stream of its own, because the end of the one before may be under way still. */
  private long pushMillis(NginxRtmp nginx, OutputOptions options) {
    long start = System.nanoTime();
    ClipPush.push(CLIP, nginx.url("s" + ++pushes), options);
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  @Test
  void isCutNarrowedAndMended() throws Exception {
    OutputOptions patient = OutputOptions.DEFAULT.withOption("send_buffer_size", "16384");
    OutputOptions soon = patient.withOpenTimeout(Duration.ofMillis(500));
    try (NetworkNamespace far = NetworkNamespace.create();
        NginxRtmp nginx = NginxRtmp.start(folder, Duration.ofSeconds(3), far)) {
      pushMillis(nginx, patient);

      far.cut();
      assertThatThrownBy(() -> pushMillis(nginx, soon)).isInstanceOf(MediaTimeoutException.class);
      far.mend();
      pushMillis(nginx, patient);

      far.limit(NARROW);
      // What fits into the bucket, the queue and the buffers does not wait for the link.
      long leastMillis = (Files.size(CLIP) / 2) * 8 * 1000 / NARROW;
      long narrowMillis = pushMillis(nginx, patient);
      assertThat(narrowMillis).isGreaterThan(leastMillis);
      far.mend();
      assertThat(pushMillis(nginx, patient)).isLessThan(narrowMillis);
    }
  }
}
