package io.av4j.push;

import io.av4j.push.plan.PushTiming;
import java.time.Duration;

/** The usual numbers of a push, but for those a test is about. */
final class Timings {
  private static final PushTiming USUAL = PushTiming.DEFAULT;

  private Timings() {}

  /** Waits that long for a server that does not answer. */
  static PushTiming connect(Duration connect) {
    return of(connect, USUAL.read(), USUAL.silence());
  }

  /** Fills in that soon. */
  static PushTiming silence(Duration silence) {
    return of(USUAL.connect(), USUAL.read(), silence);
  }

  /** Stands a silent source that long, and fills in that soon. */
  static PushTiming reading(Duration read, Duration silence) {
    return of(USUAL.connect(), read, silence);
  }

  private static PushTiming of(Duration connect, Duration read, Duration silence) {
    return new PushTiming(
        connect,
        USUAL.write(),
        read,
        silence,
        USUAL.queue(),
        USUAL.firstRetry(),
        USUAL.retryBase(),
        USUAL.retryCap(),
        USUAL.retryCapLate(),
        USUAL.stop(),
        USUAL.timestamps());
  }
}
