package io.av4j.push.source;

import io.av4j.clock.NanoClock;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.PushTiming;
import io.av4j.testing.Await;
import io.av4j.time.Rational;

/** Runners and small sources. */
final class Sources {
  static final VideoFormat TINY =
      VideoFormat.of(16, 16, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));

  private Sources() {}

  static SourceRunner start(String push, Programme programme, SourceListener listener) {
    return start(push, programme, listener, NanoClock.system());
  }

  static SourceRunner start(
      String push, Programme programme, SourceListener listener, NanoClock clock) {
    return SourceRunner.start(push, PushTiming.DEFAULT, programme, listener, clock);
  }

  /** Closes the runner and makes sure that none of its threads is left. */
  static void end(SourceRunner runner, String push) {
    runner.close();
    // The test has a deadline.
    runner.ended().join();
    Await.until(() -> threads(push) == 0, () -> threads(push) + " threads of " + push);
  }

  private static long threads(String push) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("av4j-" + push + "-"))
        .count();
  }

  /** That many frames, 25 a second. */
  static PushSource.Drawn frames(int number) {
    return new PushSource.Drawn(TINY, (frame, index) -> index < number);
  }

  static PushSource.Drawn endless() {
    return new PushSource.Drawn(TINY, (frame, index) -> true);
  }
}
