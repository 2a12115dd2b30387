package io.av4j.benchmarks.recovery;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Since when a stream comes without a break, by repeated looks at what the server has got of it.
 * What was left of an earlier connection comes for a moment only, and so does not count.
 */
final class Arrival {
  private static final long BREAK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long UNKNOWN = -1;

  private OptionalLong since = OptionalLong.empty();
  private long bytes = UNKNOWN;
  private long grewAt;

  /** Notes the bytes that the server has got of the stream, null where it has no publisher. */
  void look(long nanos, @Nullable Long got) {
    if (got == null) {
      since = OptionalLong.empty();
      bytes = 0;
    } else if (bytes == UNKNOWN) {
      bytes = got;
    } else if (got != bytes) {
      // Fewer than before are those of another connection.
      if (since.isEmpty() || got < bytes || nanos - grewAt > BREAK_NANOS) {
        since = OptionalLong.of(nanos);
      }
      grewAt = nanos;
      bytes = got;
    }
  }

  /** Since when it comes; empty until it has done so for some seconds. */
  OptionalLong steadySince() {
    return since.isPresent() && grewAt - since.getAsLong() >= STEADY_NANOS
        ? since
        : OptionalLong.empty();
  }
}
